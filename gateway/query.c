/* Decodes query strings. Names are compared decoded, so that `%6Cimit` is `limit`. */
#include "query.h"

#include <string.h>

int query_hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct text query_decode(struct arena *arena, struct text encoded)
{
	char *out = arena_alloc(arena, encoded.size + 1);
	size_t size = 0;
	for (size_t i = 0; i < encoded.size; i++) {
		char c = encoded.data[i];
		if (c == '%') {
			if (encoded.size - i < 3)
				return TEXT_ABSENT;
			int high = query_hex_value(encoded.data[i + 1]);
			int low = query_hex_value(encoded.data[i + 2]);
			if (high < 0 || low < 0 || high + low == 0)
				return TEXT_ABSENT;
			c = (char)(high * 16 + low);
			i += 2;
		}
		out[size++] = encoded.data[i] == '+' ? ' ' : c;
	}
	struct text decoded = {out, size};
	return text_is_utf8(decoded) && !memchr(out, 0, size) ? decoded : TEXT_ABSENT;
}

struct text query_find(struct arena *arena, struct text query, const char *name)
{
	while (query.size) {
		const char *end = memchr(query.data, '&', query.size);
		size_t size = end ? (size_t)(end - query.data) : query.size;
		const char *equals = memchr(query.data, '=', size);
		struct text key = {query.data, equals ? (size_t)(equals - query.data) : size};
		if (text_equals(query_decode(arena, key), text_from(name))) {
			if (!equals)
				return TEXT("");
			return query_decode(arena, (struct text){equals + 1, size - key.size - 1});
		}
		size += end ? 1 : 0;
		query = (struct text){query.data + size, query.size - size};
	}
	return TEXT_ABSENT;
}
