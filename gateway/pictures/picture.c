/* Each kind has its reader, which is sure that the bytes begin as that kind does. */
#include "pictures/picture.h"

#include <string.h>

static uint8_t byte_at(struct text bytes, size_t at)
{
	return (uint8_t)bytes.data[at];
}

static uint32_t big_endian_16(struct text bytes, size_t at)
{
	return (uint32_t)byte_at(bytes, at) << 8 | byte_at(bytes, at + 1);
}

static uint32_t big_endian_32(struct text bytes, size_t at)
{
	return big_endian_16(bytes, at) << 16 | big_endian_16(bytes, at + 2);
}

static uint32_t little_endian_16(struct text bytes, size_t at)
{
	return (uint32_t)byte_at(bytes, at + 1) << 8 | byte_at(bytes, at);
}

static uint32_t little_endian_24(struct text bytes, size_t at)
{
	return (uint32_t)byte_at(bytes, at + 2) << 16 | little_endian_16(bytes, at);
}

static bool says(struct text bytes, size_t at, struct text wanted)
{
	return bytes.size >= at + wanted.size &&
	       memcmp(bytes.data + at, wanted.data, wanted.size) == 0;
}

/* --- JPEG: segments, up to the one that begins a frame ---------------------------------------- */
static bool begins_frame(uint8_t marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
	       marker != 0xcc;
}

static bool read_jpeg(struct text bytes, struct picture_head *head)
{
	size_t at = 2;
	while (at + 4 <= bytes.size && byte_at(bytes, at) == 0xff) {
		uint8_t marker = byte_at(bytes, at + 1);
		if (marker == 0xff) { /* a fill byte */
			at++;
			continue;
		}
		if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda))
			return false; /* what has no place before a frame */
		uint32_t size = big_endian_16(bytes, at + 2);
		if (size < 2)
			return false;
		if (begins_frame(marker)) {
			if (size < 8 || at + 9 > bytes.size)
				return false;
			head->height = big_endian_16(bytes, at + 5);
			head->width = big_endian_16(bytes, at + 7);
			return true;
		}
		at += 2 + size;
	}
	return false;
}

/* --- the others say it at fixed places -------------------------------------------------------- */
static bool read_png(struct text bytes, struct picture_head *head)
{
	if (!says(bytes, 8, TEXT("\0\0\0\rIHDR")) || bytes.size < 24)
		return false;
	head->width = big_endian_32(bytes, 16);
	head->height = big_endian_32(bytes, 20);
	return true;
}

static bool read_gif(struct text bytes, struct picture_head *head)
{
	if (bytes.size < 10 || (byte_at(bytes, 4) != '7' && byte_at(bytes, 4) != '9') ||
		byte_at(bytes, 5) != 'a')
		return false;
	head->width = little_endian_16(bytes, 6);
	head->height = little_endian_16(bytes, 8);
	return true;
}

static bool read_webp(struct text bytes, struct picture_head *head)
{
	enum { FOURTEEN_BITS = 0x3fff };
	if (!says(bytes, 8, TEXT("WEBP")) || bytes.size < 30)
		return false;
	if (says(bytes, 12, TEXT("VP8X"))) {
		head->width = little_endian_24(bytes, 24) + 1;
		head->height = little_endian_24(bytes, 27) + 1;
		return true;
	}
	if (says(bytes, 12, TEXT("VP8 ")) && says(bytes, 23, TEXT("\x9d\x01\x2a"))) {
		head->width = little_endian_16(bytes, 26) & FOURTEEN_BITS;
		head->height = little_endian_16(bytes, 28) & FOURTEEN_BITS;
		return true;
	}
	if (!says(bytes, 12, TEXT("VP8L")) || byte_at(bytes, 20) != 0x2f)
		return false;
	uint32_t bits = little_endian_24(bytes, 21) | (uint32_t)byte_at(bytes, 24) << 24;
	head->width = (bits & FOURTEEN_BITS) + 1;
	head->height = (bits >> 14 & FOURTEEN_BITS) + 1;
	return true;
}

/* --- all of them ------------------------------------------------------------------------------ */
static const struct {
	struct text begins;
	bool (*read)(struct text bytes, struct picture_head *head);
	const char *media_type;
} kinds[PICTURE_KINDS] = {
	[PICTURE_JPEG] = {{"\xff\xd8\xff", 3}, read_jpeg, "image/jpeg"},
	[PICTURE_PNG] = {{"\x89PNG\r\n\x1a\n", 8}, read_png, "image/png"},
	[PICTURE_GIF] = {{"GIF8", 4}, read_gif, "image/gif"},
	[PICTURE_WEBP] = {{"RIFF", 4}, read_webp, "image/webp"},
};

bool picture_head_read(struct text bytes, struct picture_head *ret_head)
{
	for (size_t kind = 0; kind < PICTURE_KINDS; kind++) {
		struct picture_head head = {.kind = (enum picture_kind)kind};
		if (!says(bytes, 0, kinds[kind].begins))
			continue;
		if (!kinds[kind].read(bytes, &head) || head.width == 0 || head.height == 0)
			return false;
		*ret_head = head;
		return true;
	}
	return false;
}

const char *picture_media_type(enum picture_kind kind)
{
	return kinds[kind].media_type;
}
