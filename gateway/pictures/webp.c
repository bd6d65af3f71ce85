/* libvips 8.14 writes an EXIF chunk of its own even where it is to write none. */
#include "pictures/webp.h"

#include <stdbool.h>
#include <string.h>

enum { RIFF_HEAD = 12, CHUNK_HEAD = 8 };
enum { FLAG_XMP = 0x04, FLAG_EXIF = 0x08, FLAG_ICC = 0x20 };

static size_t read_size(const uint8_t *bytes)
{
	return (size_t)bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 |
	       (size_t)bytes[3] << 24;
}

static void write_size(uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(size >> 8 * i);
}

static bool is_named(const uint8_t *chunk, const char *name)
{
	return memcmp(chunk, name, 4) == 0;
}

static bool is_metadata(const uint8_t *chunk)
{
	return is_named(chunk, "EXIF") || is_named(chunk, "XMP ") || is_named(chunk, "ICCP");
}

size_t webp_drop_metadata(uint8_t *bytes, size_t size)
{
	size_t kept = RIFF_HEAD;
	if (size < RIFF_HEAD || !is_named(bytes, "RIFF") || !is_named(bytes + 8, "WEBP"))
		return 0;
	for (size_t at = RIFF_HEAD; at < size;) {
		if (size - at < CHUNK_HEAD)
			return 0;
		size_t content = read_size(bytes + at + 4);
		size_t whole = CHUNK_HEAD + content + content % 2;
		if (whole > size - at)
			return 0;
		if (is_named(bytes + at, "VP8X") && content > 0)
			bytes[at + CHUNK_HEAD] &= (uint8_t) ~(FLAG_XMP | FLAG_EXIF | FLAG_ICC);
		if (!is_metadata(bytes + at)) {
			memmove(bytes + kept, bytes + at, whole);
			kept += whole;
		}
		at += whole;
	}
	write_size(bytes + 4, kept - CHUNK_HEAD);
	return kept;
}
