/* By the processor's own instruction where it has one; else half a byte at a time, by a table of
 * sixteen. A busy spool spent a tenth of a worker's time in the table. */
#include "base/crc32c.h"

#include <string.h>

uint32_t crc32c_by_table(uint32_t crc, struct text bytes)
{
	static const uint32_t table[16] = {0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1,
		0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6,
		0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75};
	crc = ~crc;
	for (size_t i = 0; i < bytes.size; i++) {
		crc ^= (uint8_t)bytes.data[i];
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}

#ifdef __x86_64__
__attribute__((target("sse4.2"))) static uint32_t by_instruction(
	uint32_t crc, const uint8_t *bytes, size_t size)
{
	uint64_t eight;
	for (; size >= sizeof(eight); bytes += sizeof(eight), size -= sizeof(eight)) {
		memcpy(&eight, bytes, sizeof(eight));
		crc = (uint32_t)__builtin_ia32_crc32di(crc, eight);
	}
	for (; size > 0; bytes++, size--)
		crc = __builtin_ia32_crc32qi(crc, *bytes);
	return crc;
}
#endif

uint32_t crc32c(uint32_t crc, struct text bytes)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("sse4.2"))
		return ~by_instruction(~crc, (const uint8_t *)bytes.data, bytes.size);
#endif
	return crc32c_by_table(crc, bytes);
}
