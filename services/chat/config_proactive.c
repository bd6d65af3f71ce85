/* Messages that come by themselves, each where all that it says of page and visit holds. */
#include "config_members.h"

enum { AFTER_SECONDS_MAX = 3600, PERCENT_MAX = 100, PATHS_MAX = 20 };

static const char *take_id(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	struct uuid id;
	if (!json_uuid(value, &id))
		return "must be a UUID";
	json_put_uuid(writer, id);
	return NULL;
}

static const struct change_member parts[] = {
	{"id", take_id, 0, 0, NULL},
	{"text", change_take_lines, 1, PROACTIVE_TEXT_SIZE_MAX, NULL},
	{"paths", config_take_paths, 0, PATHS_MAX, NULL},
	{"afterSeconds", change_take_number, 0, AFTER_SECONDS_MAX, NULL},
	{"afterScrollPercent", change_take_number, 1, PERCENT_MAX, NULL},
	{"returning", change_take_bool, 0, 0, NULL},
};

/* Whether one before it has its id: who has seen that one would never see this. */
static bool is_taken(const struct json *list, size_t index)
{
	struct uuid id, other;
	if (!json_uuid(json_member(json_element(list, index), "id"), &id))
		return false;
	for (size_t i = 0; i < index; i++)
		if (json_uuid(json_member(json_element(list, i), "id"), &other) &&
			uuid_equals(id, other))
			return true;
	return false;
}

static const char *take_message(
	struct arena *arena, const struct json *list, size_t index, struct json_writer *writer)
{
	const struct json *message = json_element(list, index);
	struct text read;
	if (!json_member(message, "id") || !json_member(message, "text"))
		return "must have an id and a text";
	if (is_taken(list, index))
		return "must have an id of its own";
	const char *fault =
		changes_read(arena, message, parts, sizeof(parts) / sizeof(*parts), &read);
	if (!fault)
		json_put_raw(writer, read);
	return fault;
}

const char *config_take_proactive(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	if (!json_is_array(value) || json_count(value) > (size_t)member->most)
		return arena_string(
			arena, "must be a list of up to %lld messages", (long long)member->most);
	json_open_array(writer);
	for (size_t i = 0; i < json_count(value); i++) {
		const char *fault = take_message(arena, value, i, writer);
		if (fault)
			return arena_string(arena, "at place %zu: %s", i + 1, fault);
	}
	json_close_array(writer);
	return NULL;
}
