/* Borrowed bytes and identifiers. */
#include "base/text.h"

#include <string.h>

#include "base/nonce.h"

struct text text_from(const char *string)
{
	return string ? (struct text){string, strlen(string)} : TEXT_ABSENT;
}

bool text_is_absent(struct text text)
{
	return text.data == NULL;
}

bool text_equals(struct text a, struct text b)
{
	if (a.size != b.size || text_is_absent(a) != text_is_absent(b))
		return false;
	return a.size == 0 || memcmp(a.data, b.data, a.size) == 0;
}

/* ASCII's letters differ from their lower case by one bit. */
static unsigned fold(char c)
{
	unsigned byte = (unsigned char)c;
	return byte >= 'A' && byte <= 'Z' ? byte | 0x20U : byte;
}

bool text_equals_folded(struct text a, struct text b)
{
	if (a.size != b.size || text_is_absent(a) != text_is_absent(b))
		return false;
	for (size_t i = 0; i < a.size; i++)
		if (fold(a.data[i]) != fold(b.data[i]))
			return false;
	return true;
}

bool text_starts_with(struct text text, struct text prefix)
{
	return text.size >= prefix.size &&
	       (prefix.size == 0 || memcmp(text.data, prefix.data, prefix.size) == 0);
}

struct text text_trim(struct text text, struct text blanks)
{
	while (text.size > 0 && memchr(blanks.data, text.data[0], blanks.size))
		text = (struct text){text.data + 1, text.size - 1};
	while (text.size > 0 && memchr(blanks.data, text.data[text.size - 1], blanks.size))
		text.size--;
	return text;
}

/* The well-formed sequences of Unicode 15, table 3-7: by lead byte, the length and the bounds of
 * the second byte; later bytes are 80..BF. ASCII is passed over before. */
static const struct utf8_lead {
	uint8_t first, last, length, second_least, second_most;
} utf8_leads[] = {
	{0xC2, 0xDF, 2, 0x80, 0xBF},
	{0xE0, 0xE0, 3, 0xA0, 0xBF},
	{0xE1, 0xEC, 3, 0x80, 0xBF},
	{0xED, 0xED, 3, 0x80, 0x9F},
	{0xEE, 0xEF, 3, 0x80, 0xBF},
	{0xF0, 0xF0, 4, 0x90, 0xBF},
	{0xF1, 0xF3, 4, 0x80, 0xBF},
	{0xF4, 0xF4, 4, 0x80, 0x8F},
};

static const struct utf8_lead *find_lead(uint8_t byte)
{
	for (size_t i = 0; i < sizeof(utf8_leads) / sizeof(utf8_leads[0]); i++)
		if (byte >= utf8_leads[i].first && byte <= utf8_leads[i].last)
			return &utf8_leads[i];
	return NULL;
}

/* The length of the sequence at `bytes`, 0 when it is not well-formed. */
static size_t utf8_sequence(const uint8_t *bytes, size_t size)
{
	const struct utf8_lead *lead = find_lead(bytes[0]);
	if (!lead || lead->length > size)
		return 0;
	if (bytes[1] < lead->second_least || bytes[1] > lead->second_most)
		return 0;
	for (size_t i = 2; i < lead->length; i++)
		if ((bytes[i] & 0xC0) != 0x80)
			return 0;
	return lead->length;
}

/* How many of the first bytes are ASCII, looked at eight at a time: most text is. */
static size_t ascii_run(const uint8_t *bytes, size_t size)
{
	size_t i = 0;
	uint64_t eight;
	while (i + sizeof(eight) <= size) {
		memcpy(&eight, bytes + i, sizeof(eight));
		if (eight & UINT64_C(0x8080808080808080))
			break;
		i += sizeof(eight);
	}
	while (i < size && bytes[i] < 0x80)
		i++;
	return i;
}

struct text text_cut(struct text text, size_t most)
{
	if (text.size <= most)
		return text;
	text.size = most;
	while (text.size > 0 && ((unsigned char)text.data[text.size] & 0xc0) == 0x80)
		text.size--;
	return text;
}

bool text_is_utf8(struct text text)
{
	const uint8_t *bytes = (const uint8_t *)text.data;
	size_t i = ascii_run(bytes, text.size);
	while (i < text.size) {
		size_t length = utf8_sequence(bytes + i, text.size - i);
		if (length == 0)
			return false;
		i += length;
		i += ascii_run(bytes + i, text.size - i);
	}
	return true;
}

bool text_has_control(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7f)
			return true;
	return false;
}

bool text_to_uint64(struct text text, uint64_t *ret_value)
{
	uint64_t value = 0;
	if (text.size == 0)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		if (__builtin_mul_overflow(value, 10, &value) ||
			__builtin_add_overflow(value, (uint64_t)(text.data[i] - '0'), &value))
			return false;
	}
	*ret_value = value;
	return true;
}

struct uuid uuid_random(void)
{
	struct uuid uuid;
	nonce_draw(uuid.bytes, sizeof(uuid.bytes));
	uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0F) | 0x40); /* version 4 */
	uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3F) | 0x80); /* variant 10 */
	return uuid;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	unsigned lower = fold(c);
	return lower >= 'a' && lower <= 'f' ? (int)(lower - 'a') + 10 : -1;
}

/* Hyphens of the 8-4-4-4-12 form. */
static bool is_hyphen_place(size_t index)
{
	return index == 8 || index == 13 || index == 18 || index == 23;
}

bool uuid_parse(struct text text, struct uuid *ret_uuid)
{
	struct uuid uuid = {{0}};
	size_t nibble = 0;
	if (text.size != UUID_TEXT_SIZE)
		return false;
	for (size_t i = 0; i < UUID_TEXT_SIZE; i++) {
		if (is_hyphen_place(i)) {
			if (text.data[i] != '-')
				return false;
			continue;
		}
		int digit = hex_digit(text.data[i]);
		if (digit < 0)
			return false;
		uuid.bytes[nibble / 2] |= (uint8_t)(nibble % 2 ? digit : digit << 4);
		nibble++;
	}
	*ret_uuid = uuid;
	return true;
}

void uuid_format(struct uuid uuid, char ret_text[UUID_TEXT_SIZE + 1])
{
	static const char digits[] = "0123456789abcdef";
	char *end = ret_text;
	for (size_t i = 0; i < sizeof(uuid.bytes); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*end++ = '-';
		*end++ = digits[uuid.bytes[i] >> 4];
		*end++ = digits[uuid.bytes[i] & 0x0F];
	}
	*end = '\0';
}

bool uuid_equals(struct uuid a, struct uuid b)
{
	return uuid_compare(a, b) == 0;
}

int uuid_compare(struct uuid a, struct uuid b)
{
	return memcmp(a.bytes, b.bytes, sizeof(a.bytes));
}

bool uuid_is_nil(struct uuid uuid)
{
	return uuid_equals(uuid, (struct uuid){{0}});
}
