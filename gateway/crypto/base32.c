/* Base32. Pure functions. */
#include "crypto/base32.h"

#include <string.h>

enum { BITS = 5 };

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void base32_encode(const uint8_t *bytes, size_t size, char *ret_letters)
{
	uint32_t held = 0; /* bits that are not written yet, the newest last */
	unsigned count = 0;
	for (size_t i = 0; i < size; i++) {
		held = held << 8 | bytes[i];
		for (count += 8; count >= BITS; count -= BITS)
			*ret_letters++ = alphabet[held >> (count - BITS) & 31];
	}
	if (count > 0)
		*ret_letters++ = alphabet[held << (BITS - count) & 31];
	*ret_letters = '\0';
}

void base32_encode_lower(const uint8_t *bytes, size_t size, char *ret_letters)
{
	base32_encode(bytes, size, ret_letters);
	for (; *ret_letters; ret_letters++)
		if (*ret_letters >= 'A' && *ret_letters <= 'Z')
			*ret_letters = (char)(*ret_letters - 'A' + 'a');
}

/* The five bits of a letter; -1 when it is none. */
static int value_of(char letter)
{
	if (letter >= 'a' && letter <= 'z')
		letter = (char)(letter - 'a' + 'A');
	const char *place = letter ? strchr(alphabet, letter) : NULL;
	return place ? (int)(place - alphabet) : -1;
}

bool base32_decode(struct text letters, uint8_t *ret_bytes, size_t size)
{
	uint32_t held = 0;
	unsigned count = 0;
	size_t written = 0, read = 0;
	for (size_t i = 0; i < letters.size; i++) {
		if (letters.data[i] == ' ' || letters.data[i] == '-')
			continue;
		int value = value_of(letters.data[i]);
		if (value < 0 || ++read > BASE32_SIZE(size))
			return false;
		held = held << BITS | (uint32_t)value;
		count += BITS;
		if (count < 8)
			continue;
		count -= 8;
		ret_bytes[written++] = (uint8_t)(held >> count);
	}
	bool has_rest = (held & ((1U << count) - 1)) != 0;
	return read == BASE32_SIZE(size) && written == size && !has_rest;
}
