/* Which files visitors may send, by media type. */
#include <ctype.h>
#include <string.h>

#include "config_members.h"

static bool is_name(struct text name)
{
	for (size_t i = 0; i < name.size; i++) {
		unsigned char byte = (unsigned char)name.data[i];
		if (!isalnum(byte) && (i == 0 || !byte || !strchr("!#$&-^_.+", byte)))
			return false;
	}
	return name.size > 0;
}

/* The type in lower case; absent where it is none. */
static struct text read_type(struct arena *arena, const struct json *value)
{
	struct text type;
	if (!json_text(value, &type) || type.size > FILE_TYPE_SIZE_MAX)
		return TEXT_ABSENT;
	const char *slash = memchr(type.data, '/', type.size);
	size_t at = slash ? (size_t)(slash - type.data) : 0;
	struct text first = {type.data, at}, second = {type.data + at + 1, type.size - at - 1};
	if (at == 0 || !is_name(first) || !(is_name(second) || text_equals(second, TEXT("*"))))
		return TEXT_ABSENT;
	char *lower = arena_array(arena, type.size, 1);
	for (size_t i = 0; i < type.size; i++)
		lower[i] = (char)tolower((unsigned char)type.data[i]);
	return (struct text){lower, type.size};
}

static bool is_among(const struct text *types, size_t count, struct text type)
{
	for (size_t i = 0; i < count; i++)
		if (text_equals(types[i], type))
			return true;
	return false;
}

const char *config_take_file_types(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	static const char fault[] =
		"must be a list of 1 to 50 media types, as image/* or application/pdf";
	struct text types[FILE_TYPES_MAX];
	size_t count = 0;
	if (json_count(value) == 0 || json_count(value) > FILE_TYPES_MAX)
		return fault;
	json_open_array(writer);
	for (size_t i = 0; i < json_count(value); i++) {
		struct text type = read_type(arena, json_element(value, i));
		if (text_is_absent(type))
			return fault;
		if (is_among(types, count, type))
			continue;
		types[count++] = type;
		json_put_text(writer, type);
	}
	json_close_array(writer);
	return NULL;
}
