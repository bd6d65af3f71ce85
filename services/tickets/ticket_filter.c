/* Parameters of the list of tickets: a wrong one is refused, rather than left out. */
#include "tickets/ticket_filter.h"

#include <string.h>

#include "base/json.h"
#include "base/typed.h"
#include "tickets/ticket_input.h"

enum { Q_MOST = 200 };
#define PLACE_MOST UINT64_C(253402300799999999) /* the end of the year 9999, in microseconds */

static const char *const all_statuses[] = {
	"open", "pending", "snoozed", "resolved", "closed", NULL};
static const char *const priorities[] = {"low", "normal", "high", "urgent", NULL};
static const char *const channels[] = {"chat", "email", "form", "agent", "api", NULL};
static const char *const sorts[] = {"-updatedAt", "updatedAt", "-createdAt", "createdAt",
	"-priority", "-number", "number", NULL};

static bool is_word_of(const char *const *words, struct text word)
{
	for (; *words; words++)
		if (text_equals(word, text_from(*words)))
			return true;
	return false;
}

/* Absent when it is missing or empty, as a form's field is. */
static struct text read_parameter(const struct call *call, const char *name)
{
	struct text value = call_query(call, name);
	return value.size > 0 ? value : TEXT_ABSENT;
}

/* --- parameters ------------------------------------------------------------------------------- */
/* Words between commas; without any, all statuses. */
static const char *read_statuses(struct call *call, struct json_writer *writer)
{
	struct text rest = read_parameter(call, "status");
	json_put_name(writer, "status");
	json_open_array(writer);
	for (size_t i = 0; text_is_absent(rest) && all_statuses[i]; i++)
		json_put_text(writer, text_from(all_statuses[i]));
	for (size_t taken = 0; !text_is_absent(rest) && rest.size > 0; taken++) {
		const char *comma = memchr(rest.data, ',', rest.size);
		struct text word = {rest.data, comma ? (size_t)(comma - rest.data) : rest.size};
		size_t used = comma ? word.size + 1 : word.size;
		if (!is_word_of(all_statuses, word) ||
			taken == sizeof(all_statuses) / sizeof(*all_statuses))
			return "status must be open, pending, snoozed, resolved or closed, or "
			       "several with commas";
		json_put_text(writer, word);
		rest = (struct text){rest.data + used, rest.size - used};
	}
	json_close_array(writer);
	return NULL;
}

static const char *read_assignee(struct call *call, struct json_writer *writer)
{
	struct text value = read_parameter(call, "assignee");
	struct uuid id;
	if (text_is_absent(value))
		return NULL;
	json_put_name(writer, "assignee");
	if (text_equals(value, TEXT("none")))
		json_put_text(writer, value);
	else if (text_equals(value, TEXT("me")))
		json_put_uuid(writer, call->who.agent_id);
	else if (uuid_parse(value, &id))
		json_put_uuid(writer, id);
	else
		return "assignee must be an agent's id, me or none";
	return NULL;
}

static const char *read_team(struct call *call, struct json_writer *writer)
{
	struct text value = read_parameter(call, "team");
	struct uuid id;
	if (text_is_absent(value))
		return NULL;
	json_put_name(writer, "team");
	if (text_equals(value, TEXT("none")))
		json_put_text(writer, value);
	else if (uuid_parse(value, &id))
		json_put_uuid(writer, id);
	else
		return "team must be a team's id, or none";
	return NULL;
}

static const char *read_word(struct call *call, const char *name, const char *const *words,
	const char *fault, struct json_writer *writer)
{
	struct text value = read_parameter(call, name);
	if (text_is_absent(value))
		return NULL;
	json_put_name(writer, name);
	json_put_text(writer, value);
	return is_word_of(words, value) ? NULL : fault;
}

static const char *read_typed(struct call *call, const char *name, size_t most, const char *fault,
	struct json_writer *writer)
{
	struct text value = read_parameter(call, name);
	if (text_is_absent(value))
		return NULL;
	if (value.size > most || typed_take(&call->arena, TYPED_LINE, &value))
		return fault;
	json_put_name(writer, name);
	json_put_text(writer, value);
	return NULL;
}

/* --- the list's order, and where its page begins ---------------------------------------------- */
static bool take_part(struct text *rest, struct text *ret_part)
{
	const char *end = rest->data ? memchr(rest->data, '_', rest->size) : NULL;
	if (!end)
		return false;
	*ret_part = (struct text){rest->data, (size_t)(end - rest->data)};
	*rest = (struct text){end + 1, rest->size - ret_part->size - 1};
	return true;
}

bool ticket_cursor_is_valid(struct text cursor)
{
	struct text urgency, place;
	uint64_t level, at;
	struct uuid id;
	return take_part(&cursor, &urgency) && take_part(&cursor, &place) &&
	       text_to_uint64(urgency, &level) && level >= 1 && level <= 4 &&
	       text_to_uint64(place, &at) && at <= PLACE_MOST && uuid_parse(cursor, &id);
}

static const char *read_order(struct call *call, struct ticket_filter *filter)
{
	filter->sort = read_parameter(call, "sort");
	filter->cursor = read_parameter(call, "after");
	if (text_is_absent(filter->sort))
		filter->sort = text_from(sorts[0]);
	if (!is_word_of(sorts, filter->sort))
		return "sort must be updatedAt, createdAt or number, with or without -, or "
		       "-priority";
	if (!text_is_absent(filter->cursor) && !ticket_cursor_is_valid(filter->cursor))
		return "after must be what a page before this one called next";
	return NULL;
}

const char *ticket_filter_read(struct call *call, struct ticket_filter *ret_filter)
{
	struct ticket_filter filter;
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	const char *fault = read_statuses(call, &writer);
	if (!fault)
		fault = read_assignee(call, &writer);
	if (!fault)
		fault = read_team(call, &writer);
	if (!fault)
		fault = read_word(call, "priority", priorities,
			"priority must be low, normal, high or urgent", &writer);
	if (!fault)
		fault = read_word(call, "channel", channels,
			"channel must be chat, email, form, agent or api", &writer);
	if (!fault)
		fault = read_typed(call, "tag", TICKET_TAG_MOST,
			"tag must be one line of up to 50 bytes", &writer);
	if (!fault)
		fault = read_typed(
			call, "q", Q_MOST, "q must be one line of up to 200 bytes", &writer);
	if (!fault)
		fault = read_order(call, &filter);
	json_close_object(&writer);
	filter.filter = json_writer_text(&writer);
	if (!fault)
		*ret_filter = filter;
	return fault;
}
