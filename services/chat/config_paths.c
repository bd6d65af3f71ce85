/* Paths of pages, as an admin types them and as browsers have them (location.pathname). */
#include <string.h>

#include "config_members.h"

static const char *const fault = "must have paths that begin with a slash, of up to 200 bytes "
				 "percent-encoded, without a query; "
				 "the last character may be a *";

/* What the URL standard has browsers encode in a path (its path percent-encode set). */
static bool is_encoded(unsigned char byte)
{
	return byte <= ' ' || byte >= 0x7f || strchr("\"#<>?^`{}", byte);
}

static struct text encode(struct arena *arena, struct text path)
{
	static const char digits[] = "0123456789ABCDEF";
	char *encoded = arena_array(arena, 3 * path.size, 1);
	size_t size = 0;
	for (size_t i = 0; i < path.size; i++) {
		unsigned char byte = (unsigned char)path.data[i];
		if (!is_encoded(byte)) {
			encoded[size++] = (char)byte;
			continue;
		}
		encoded[size++] = '%';
		encoded[size++] = digits[byte >> 4];
		encoded[size++] = digits[byte & 15];
	}
	return (struct text){encoded, size};
}

static bool is_path(struct text path)
{
	return path.size > 0 && path.size <= PAGE_PATH_SIZE_MAX && path.data[0] == '/' &&
	       !text_has_control(path) && !memchr(path.data, '?', path.size) &&
	       !memchr(path.data, '#', path.size) && !memchr(path.data, '*', path.size - 1);
}

const char *config_take_paths(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	if (!json_is_array(value) || json_count(value) > (size_t)member->most)
		return arena_string(
			arena, "must be a list of up to %lld paths", (long long)member->most);
	json_open_array(writer);
	for (size_t i = 0; i < json_count(value); i++) {
		struct text path;
		if (!json_text(json_element(value, i), &path) || !is_path(path))
			return fault;
		path = encode(arena, path);
		if (path.size > PAGE_PATH_SIZE_MAX)
			return fault;
		json_put_text(writer, path);
	}
	json_close_array(writer);
	return NULL;
}
