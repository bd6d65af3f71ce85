/* Any bytes as what clamd says, whole and byte by byte alike: nothing but one reply is clean. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "scan/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_name(const char *name)
{
	for (; *name; name++)
		assert(*name > ' ' && *name < 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char clean[] = "stream: OK";
	struct scan_reply whole = {0}, piecemeal = {0};
	struct scan_version version = {0}, other = {0};
	char name[SCAN_NAME_MOST + 1];
	scan_reply_add(&whole, (struct text){(const char *)data, size});
	for (size_t i = 0; i < size; i++)
		scan_reply_add(&piecemeal, (struct text){(const char *)data + i, 1});
	enum scan_word word = scan_reply_word(&piecemeal, name);
	assert(word == scan_reply_word(&whole, name));
	check_name(name);
	assert((word == SCAN_WORD_CLEAN) ==
		(size == sizeof(clean) && memcmp(data, clean, sizeof(clean)) == 0));
	assert(scan_version_read(&whole, &version) == scan_version_read(&piecemeal, &other));
	assert(version.signatures == other.signatures && version.signatures >= 0);
	return 0;
}
