/* Changes of settings, member by member. */
#include "changes.h"

#include <ctype.h>

#include "base/characters.h"
#include "base/typed.h"

static const char *take_text(struct arena *arena, const struct change_member *member,
	const struct json *value, enum typed_kind kind, struct text *ret_text)
{
	if (!json_text(value, ret_text) || ret_text->size > (size_t)member->most)
		return arena_string(
			arena, "must be a text of up to %lld bytes", (long long)member->most);
	return typed_take(arena, kind, ret_text);
}

const char *change_take_name(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	struct text name;
	const char *fault = take_text(arena, member, value, TYPED_NAME, &name);
	if (!fault)
		json_put_text(writer, name);
	return fault;
}

const char *change_take_lines(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	struct text lines;
	const char *fault = take_text(arena, member, value, TYPED_LINES, &lines);
	if (!fault && !characters_show(lines))
		fault = "must have something in it that can be seen";
	if (!fault)
		json_put_text(writer, lines);
	return fault;
}

static bool take_number(
	const struct change_member *member, const struct json *value, struct json_writer *writer)
{
	int64_t number;
	if (!json_int64(value, &number) || number < member->least || number > member->most)
		return false;
	json_put_int64(writer, number);
	return true;
}

const char *change_take_number(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	if (take_number(member, value, writer))
		return NULL;
	return arena_string(arena, "must be a whole number from %lld to %lld",
		(long long)member->least, (long long)member->most);
}

const char *change_take_limit(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	if (json_is_null(value))
		json_put_text(writer, TEXT_ABSENT);
	else if (!take_number(member, value, writer))
		return arena_string(arena, "must be a whole number from %lld to %lld, or null",
			(long long)member->least, (long long)member->most);
	return NULL;
}

const char *change_take_bool(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	bool is_true;
	if (!json_bool(value, &is_true))
		return "must be true or false";
	json_put_bool(writer, is_true);
	return NULL;
}

const char *change_take_word(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	struct text known = TEXT("must be one of"), word = TEXT_ABSENT;
	(void)json_text(value, &word);
	for (const char *const *each = member->words; *each; each++) {
		if (text_equals(word, text_from(*each))) {
			json_put_text(writer, word);
			return NULL;
		}
		known = arena_printf(arena, "%.*s %s", TEXT_ARG(known), *each);
	}
	return known.data;
}

const char *change_take_color(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	struct text color = TEXT_ABSENT;
	char kept[sizeof("#rrggbb")] = "#";
	bool is_color =
		json_text(value, &color) && color.size == sizeof(kept) - 1 && color.data[0] == '#';
	for (size_t i = 1; is_color && i < color.size; i++) {
		is_color = isxdigit((unsigned char)color.data[i]) != 0;
		kept[i] = (char)tolower((unsigned char)color.data[i]);
	}
	if (!is_color)
		return "must be a colour, as #374d42";
	json_put_text(writer, text_from(kept));
	return NULL;
}

const char *changes_read(struct arena *arena, const struct json *body,
	const struct change_member *members, size_t count, struct text *ret_changes)
{
	struct json_writer writer;
	json_writer_init(&writer, arena);
	json_open_object(&writer);
	for (size_t i = 0; i < count; i++) {
		const struct change_member *member = &members[i];
		const struct json *value = json_member(body, member->name);
		if (!value)
			continue;
		json_put_name(&writer, member->name);
		const char *fault = member->take(arena, member, value, &writer);
		if (fault)
			return arena_string(arena, "%s %s", member->name, fault);
	}
	json_close_object(&writer);
	*ret_changes = json_writer_text(&writer);
	return NULL;
}
