/* Reads the query of an event stream, parameter by parameter. */
#include "sockets/event_query.h"

#include <string.h>

#include "base/query.h"

static const int64_t seq_max = 9007199254740991; /* what a number of JSON holds exactly */

/* "UUID" or "UUID,afterSeq". */
static bool read_session(struct text value, struct event_session *ret_session)
{
	struct event_session session = {0};
	uint64_t after_seq;
	const char *comma = value.size ? memchr(value.data, ',', value.size) : NULL;
	struct text id = value;
	if (comma) {
		id.size = (size_t)(comma - value.data);
		struct text number = {comma + 1, value.size - id.size - 1};
		if (!text_to_uint64(number, &after_seq) || after_seq > (uint64_t)seq_max)
			return false;
		session.has_after_seq = true;
		session.after_seq = (int64_t)after_seq;
	}
	if (!uuid_parse(id, &session.id))
		return false;
	*ret_session = session;
	return true;
}

static const char *take_session(struct event_query *query, struct text value)
{
	if (query->session_count == EVENT_SESSIONS_MAX)
		return "At most 20 sessions can be resumed by one stream";
	if (!read_session(value, &query->sessions[query->session_count]))
		return "session must be a session's id, or its id, a comma and a whole number";
	query->session_count++;
	return NULL;
}

static const char *take_epoch(struct event_query *query, struct text value)
{
	if (text_is_absent(value) || value.size > EVENT_EPOCH_SIZE_MAX)
		return "epoch is not valid";
	query->epoch = value;
	return NULL;
}

enum err event_query_read(struct arena *arena, struct text query, struct event_query *ret_query,
	const char **ret_detail)
{
	struct event_query read = {.epoch = TEXT_ABSENT};
	struct text name;
	struct text value;
	while (query_next(arena, &query, &name, &value)) {
		const char *fault = NULL;
		if (text_equals(name, TEXT("session")))
			fault = take_session(&read, value);
		else if (text_equals(name, TEXT("epoch")))
			fault = take_epoch(&read, value);
		if (fault) {
			*ret_detail = fault;
			return ERR_INVALID;
		}
	}
	*ret_query = read;
	return ERR_NONE;
}
