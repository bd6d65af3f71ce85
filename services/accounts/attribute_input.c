/* A page's attributes: each value is of the first kind that takes it. */
#include "accounts/attribute_input.h"

#include <stddef.h>

#include "base/date.h"
#include "base/typed.h"

static const double number_max = 9007199254740991.0; /* 2^53 - 1: beyond it JSON's are not exact */

/* Of its kind, and within its bounds: then it is written. */
static bool take_text(struct arena *arena, const struct json *value, struct json_writer *writer)
{
	struct text text;
	if (!json_text(value, &text) || text.size > ATTRIBUTE_TEXT_SIZE_MAX ||
		typed_take(arena, TYPED_LINE, &text))
		return false;
	json_put_text(writer, text.size > 0 ? text : TEXT_ABSENT);
	return true;
}

static bool take_number(struct arena *arena, const struct json *value, struct json_writer *writer)
{
	double number;
	if (!json_number(value, &number) || !(number >= -number_max && number <= number_max))
		return false;
	json_put_number(writer, number);
	return true;
}

static bool take_boolean(struct arena *arena, const struct json *value, struct json_writer *writer)
{
	bool boolean;
	if (!json_bool(value, &boolean))
		return false;
	json_put_bool(writer, boolean);
	return true;
}

static bool take_date(struct arena *arena, const struct json *value, struct json_writer *writer)
{
	struct text date;
	if (!json_text(json_member(value, "date"), &date) || !date_is_valid(date))
		return false;
	json_open_object(writer);
	json_put_name(writer, "date");
	json_put_text(writer, date);
	json_close_object(writer);
	return true;
}

static bool take_nothing(struct arena *arena, const struct json *value, struct json_writer *writer)
{
	if (!json_is_null(value))
		return false;
	json_put_text(writer, TEXT_ABSENT);
	return true;
}

static bool (*const kinds[])(
	struct arena *arena, const struct json *value, struct json_writer *writer) = {
	take_text, take_number, take_boolean, take_date, take_nothing};

static bool take_value(struct arena *arena, const struct json *value, struct json_writer *writer)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i](arena, value, writer))
			return true;
	return false;
}

bool attribute_input_is_name(struct arena *arena, struct text name)
{
	return name.size <= ATTRIBUTE_NAME_SIZE_MAX && !typed_take(arena, TYPED_NAME, &name);
}

/* NULL, or what the n-th member lacks. */
static const char *take_member(
	struct arena *arena, const struct json *object, size_t n, struct json_writer *writer)
{
	struct text name;
	const struct json *value = json_member_at(object, n, &name);
	if (!attribute_input_is_name(arena, name))
		return "a name of one line of 1 to 64 bytes without control characters";
	json_put_name(writer, name.data);
	if (take_value(arena, value, writer))
		return NULL;
	return "a text of one line of up to 255 bytes, a number of less than 2^53, true, false, "
	       "null, or a day or moment of RFC 3339 as {\"date\": …}";
}

const char *attribute_input_read(struct arena *arena, const char *what, const struct json *object,
	size_t most, struct text *ret_kept)
{
	struct json_writer writer;
	size_t count = json_member_count(object);
	if (!json_is_object(object) || count > most)
		return arena_string(
			arena, "%s must be an object of up to %zu members.", what, most);
	json_writer_init(&writer, arena);
	json_open_object(&writer);
	for (size_t i = 0; i < count; i++) {
		const char *lacks = take_member(arena, object, i, &writer);
		if (lacks)
			return arena_string(
				arena, "%s must have as its member %zu %s.", what, i + 1, lacks);
	}
	json_close_object(&writer);
	*ret_kept = json_writer_text(&writer);
	return NULL;
}
