/* What stands beside the launcher's icon, and words of which there may be none. */
#include "base/characters.h"
#include "base/typed.h"
#include "config_members.h"

static int64_t count_characters(struct text text)
{
	int64_t count = 0;
	for (; text.size > 0; count++)
		(void)character_take(&text);
	return count;
}

const char *config_take_label(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	struct text label = TEXT_ABSENT;
	const char *fault = NULL;
	if (!json_is_null(value)) {
		if (!json_text(value, &label) || count_characters(label) > member->most)
			return arena_string(arena,
				"must be a text of up to %lld characters, or null",
				(long long)member->most);
		fault = typed_take(arena, TYPED_NAME, &label);
	}
	if (!fault)
		json_put_text(writer, label);
	return fault;
}

const char *config_take_word_or_none(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	if (json_is_null(value)) {
		json_put_text(writer, TEXT_ABSENT);
		return NULL;
	}
	const char *fault = change_take_word(arena, member, value, writer);
	return fault ? arena_string(arena, "%s, or null", fault) : NULL;
}
