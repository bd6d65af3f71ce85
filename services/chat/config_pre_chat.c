/* What visitors are asked before they chat. */
#include "config_members.h"

static const char *const wishes[] = {"off", "optional", "required", NULL};

static const struct change_member fields[] = {
	{"name", change_take_word, 0, 0, wishes},
	{"email", change_take_word, 0, 0, wishes},
	{"consentText", change_take_lines, 1, CONSENT_SIZE_MAX, NULL},
};

static bool is_off(const struct json *form, const char *name)
{
	struct text wish = TEXT_ABSENT;
	return json_text(json_member(form, name), &wish) && text_equals(wish, TEXT("off"));
}

const char *config_take_pre_chat_form(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	struct text read = TEXT("null");
	if (!json_is_null(value)) {
		if (!json_member(value, "name") || !json_member(value, "email"))
			return "must say of name and email whether they are asked for, or be null";
		const char *fault =
			changes_read(arena, value, fields, sizeof(fields) / sizeof(*fields), &read);
		if (fault)
			return arena_string(arena, "in its %s", fault);
	}
	bool asks_nothing = is_off(value, "name") && is_off(value, "email") &&
			    !json_member(value, "consentText");
	json_put_raw(writer, asks_nothing ? TEXT("null") : read);
	return NULL;
}
