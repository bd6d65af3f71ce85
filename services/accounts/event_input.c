/* A page's events: each is whole, or none is taken. */
#include "accounts/event_input.h"

#include <stddef.h>

#include "accounts/attribute_input.h"

/* Of an event that is a list's n-th: NULL and its properties as they are kept, or what they lack.
 */
static const char *read_properties(
	struct arena *arena, const struct json *event, size_t n, struct text *ret_kept)
{
	const struct json *properties = json_member(event, "properties");
	*ret_kept = TEXT("{}");
	if (!properties)
		return NULL;
	const char *what = arena_string(arena, "properties of event %zu", n);
	return attribute_input_read(arena, what, properties, EVENT_PROPERTIES_MAX, ret_kept);
}

static void put_event(struct json_writer *writer, struct uuid id, struct text name, int64_t ago_ms,
	struct text properties)
{
	json_open_object(writer);
	json_put_name(writer, "id");
	json_put_uuid(writer, id);
	json_put_name(writer, "name");
	json_put_text(writer, name);
	json_put_name(writer, "agoMs");
	json_put_int64(writer, ago_ms);
	json_put_name(writer, "properties");
	json_put_raw(writer, properties);
	json_close_object(writer);
}

/* NULL, or what the n-th event lacks. */
static const char *take_event(
	struct arena *arena, const struct json *event, size_t n, struct json_writer *writer)
{
	struct uuid id;
	struct text name, properties;
	int64_t ago_ms = 0;
	const struct json *ago = json_member(event, "agoMs");
	if (!json_uuid(json_member(event, "id"), &id))
		return arena_string(arena, "id of event %zu must be a UUID.", n);
	if (!json_text(json_member(event, "name"), &name) || !attribute_input_is_name(arena, name))
		return arena_string(arena,
			"name of event %zu must be one line of 1 to 64 bytes without control "
			"characters.",
			n);
	if (ago && (!json_int64(ago, &ago_ms) || ago_ms < 0 || ago_ms > EVENT_AGO_MS_MAX))
		return arena_string(arena,
			"agoMs of event %zu must be a whole number from 0 to %d.", n,
			EVENT_AGO_MS_MAX);
	const char *fault = read_properties(arena, event, n, &properties);
	if (!fault)
		put_event(writer, id, name, ago_ms, properties);
	return fault;
}

const char *event_input_read(struct arena *arena, const struct json *events, struct text *ret_told)
{
	struct json_writer writer;
	size_t count = json_count(events);
	if (count == 0 || count > EVENTS_MAX)
		return arena_string(arena, "events must be a list of 1 to %d.", EVENTS_MAX);
	json_writer_init(&writer, arena);
	json_open_array(&writer);
	for (size_t i = 0; i < count; i++) {
		const char *fault = take_event(arena, json_element(events, i), i + 1, &writer);
		if (fault)
			return fault;
	}
	json_close_array(&writer);
	*ret_told = json_writer_text(&writer);
	return NULL;
}
