/* Members of views, fields and settings, each taken by a row of a table. */
#include "tickets/desk_input.h"

#include "base/typed.h"
#include "changes.h"

enum {
	NAME_MOST = 100,
	FILTER_VALUE_MOST = 200,
	KEY_MOST = 40,
	CHOICES_MOST = 50,
	POSITION_MOST = 10000,
	DAYS_MOST = 365,
	VERSION_SIZE_MAX = 64
};

/* --- values ----------------------------------------------------------------------------------- */
/* What the list of tickets is asked for, parameter by parameter. */
static const char *const filter_names[] = {
	"status", "assignee", "team", "priority", "channel", "tag", "q", "sort", NULL};

static bool is_filter(struct text name)
{
	for (const char *const *each = filter_names; *each; each++)
		if (text_equals(name, text_from(*each)))
			return true;
	return false;
}

static const char *take_filter(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	if (!json_is_object(value))
		return "must be an object of what the list is asked for";
	json_open_object(writer);
	for (size_t i = 0; i < json_member_count(value); i++) {
		struct text name, text;
		const struct json *one = json_member_at(value, i, &name);
		if (!is_filter(name))
			return "must have no other members than the list has parameters";
		if (!json_text(one, &text) || text.size > FILTER_VALUE_MOST ||
			typed_take(arena, TYPED_LINE, &text))
			return "must have texts of one line and up to 200 bytes";
		json_put_name(writer, name.data);
		json_put_text(writer, text);
	}
	json_close_object(writer);
	return NULL;
}

static bool is_key_character(char c, bool is_first)
{
	return (c >= 'a' && c <= 'z') || (!is_first && ((c >= '0' && c <= '9') || c == '_'));
}

static const char *take_key(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	struct text key;
	bool is_key = json_text(value, &key) && key.size >= 1 && key.size <= KEY_MOST;
	for (size_t i = 0; is_key && i < key.size; i++)
		is_key = is_key_character(key.data[i], i == 0);
	if (!is_key)
		return "must be up to 40 small letters, digits and _, a letter first";
	json_put_text(writer, key);
	return NULL;
}

static const char *take_choices(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	if (!json_is_array(value) || json_count(value) > CHOICES_MOST)
		return "must be a list of up to 50 texts";
	json_open_array(writer);
	for (size_t i = 0; i < json_count(value); i++) {
		const char *fault = change_take_name(arena, member, json_element(value, i), writer);
		if (fault)
			return arena_string(arena, "has one that %s", fault);
	}
	json_close_array(writer);
	return NULL;
}

/* --- tables ----------------------------------------------------------------------------------- */
static const char *const kinds[] = {"text", "number", "choice", "checkbox", "date", NULL};

/* clang-format off */
static const struct change_member view_members[] = {
	{"name",     change_take_name,   1, NAME_MOST, NULL},
	{"filter",   take_filter,        0, 0, NULL},
	{"position", change_take_number, 0, POSITION_MOST, NULL},
};
static const struct change_member field_members[] = {
	{"label",      change_take_name,   1, NAME_MOST, NULL},
	{"choices",    take_choices,       1, NAME_MOST, NULL},
	{"isRequired", change_take_bool,   0, 0, NULL},
	{"position",   change_take_number, 0, POSITION_MOST, NULL},
	/* Of new ones alone: */
	{"key",        take_key,           0, 0, NULL},
	{"kind",       change_take_word,   0, 0, kinds},
};
static const struct change_member settings_members[] = {
	{"unansweredBecomesTicket", change_take_bool,  0, 0, NULL},
	{"closeAfterDays",          change_take_limit, 1, DAYS_MOST, NULL},
};
/* clang-format on */
enum { FIELD_MEMBERS = sizeof(field_members) / sizeof(*field_members), NEW_FIELD_MEMBERS = 2 };

/* --- requests --------------------------------------------------------------------------------- */
static const char *lacks(struct arena *arena, const struct json *body, const char *name)
{
	return json_member(body, name) ? NULL : arena_string(arena, "%s must be given", name);
}

const char *ticket_view_read(
	struct arena *arena, const struct json *body, bool is_new, struct text *ret_given)
{
	const char *fault = is_new ? lacks(arena, body, "name") : NULL;
	return fault ? fault
		     : changes_read(arena, body, view_members,
			       sizeof(view_members) / sizeof(*view_members), ret_given);
}

const char *ticket_field_read(
	struct arena *arena, const struct json *body, bool is_new, struct text *ret_given)
{
	static const char *const needed[] = {"key", "label", "kind"};
	const char *fault = NULL;
	for (size_t i = 0; is_new && !fault && i < sizeof(needed) / sizeof(*needed); i++)
		fault = lacks(arena, body, needed[i]);
	return fault ? fault
		     : changes_read(arena, body, field_members,
			       is_new ? FIELD_MEMBERS : FIELD_MEMBERS - NEW_FIELD_MEMBERS,
			       ret_given);
}

const char *ticket_settings_read(struct arena *arena, const struct json *body,
	struct text *ret_version, struct text *ret_given)
{
	if (!json_text(json_member(body, "version"), ret_version) ||
		ret_version->size > VERSION_SIZE_MAX)
		return "version must be that of the settings as they were read";
	return changes_read(arena, body, settings_members,
		sizeof(settings_members) / sizeof(*settings_members), ret_given);
}
