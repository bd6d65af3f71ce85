/* Decodes query strings. Names are compared decoded, so that `%6Cimit` is `limit`. */
#include "base/query.h"

#include <string.h>

int query_hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The octet that the %XX at `at` stands for; -1 when it is malformed. */
static int read_escaped(struct text encoded, size_t at)
{
	if (encoded.size - at < 3)
		return -1;
	int high = query_hex_value(encoded.data[at + 1]);
	int low = query_hex_value(encoded.data[at + 2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

struct text query_decode(struct arena *arena, struct text encoded)
{
	char *out = arena_alloc(arena, encoded.size + 1);
	size_t size = 0;
	for (size_t i = 0; i < encoded.size; i++) {
		bool is_escaped = encoded.data[i] == '%';
		int octet = is_escaped ? read_escaped(encoded, i) : (unsigned char)encoded.data[i];
		if (octet <= 0)
			return TEXT_ABSENT;
		out[size++] = (char)(encoded.data[i] == '+' ? ' ' : octet);
		i += is_escaped ? 2 : 0;
	}
	struct text decoded = {out, size};
	return text_is_utf8(decoded) ? decoded : TEXT_ABSENT;
}

bool query_next(
	struct arena *arena, struct text *query, struct text *ret_name, struct text *ret_value)
{
	if (!query->size)
		return false;
	const char *end = memchr(query->data, '&', query->size);
	size_t size = end ? (size_t)(end - query->data) : query->size;
	const char *equals = memchr(query->data, '=', size);
	size_t name_size = equals ? (size_t)(equals - query->data) : size;
	*ret_name = query_decode(arena, (struct text){query->data, name_size});
	*ret_value = equals ? query_decode(arena, (struct text){equals + 1, size - name_size - 1})
			    : TEXT("");
	size += end ? 1 : 0;
	*query = (struct text){query->data + size, query->size - size};
	return true;
}

struct text query_find(struct arena *arena, struct text query, const char *name)
{
	struct text found;
	struct text value;
	while (query_next(arena, &query, &found, &value))
		if (text_equals(found, text_from(name)))
			return value;
	return TEXT_ABSENT;
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("-._~", c));
}

struct text query_encode(struct arena *arena, struct text plain)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_alloc(arena, 3 * plain.size + 1);
	size_t size = 0;
	for (size_t i = 0; i < plain.size; i++) {
		unsigned char octet = (unsigned char)plain.data[i];
		if (is_unreserved(plain.data[i])) {
			out[size++] = plain.data[i];
			continue;
		}
		out[size++] = '%';
		out[size++] = digits[octet >> 4];
		out[size++] = digits[octet & 15];
	}
	return (struct text){out, size};
}
