/*
 * The query of an event stream: `session=UUID` or `session=UUID,afterSeq` for each session to
 * resume, at most 20, and `epoch=`, the history that every afterSeq belongs to. Pure.
 */
#ifndef FRONTDESK_EVENT_QUERY_H
#define FRONTDESK_EVENT_QUERY_H

#include "base/arena.h"
#include "base/err.h"

enum { EVENT_SESSIONS_MAX = 20, EVENT_EPOCH_SIZE_MAX = 100 };

struct event_session {
	struct uuid id;
	bool has_after_seq;
	int64_t after_seq; /* 0 … 2^53 - 1 */
};

struct event_query {
	struct event_session sessions[EVENT_SESSIONS_MAX];
	size_t session_count;
	struct text epoch; /* absent when it is not named; in the arena */
};

/* ERR_INVALID with a sentence for whatever is malformed; parameters of other names are ignored. */
enum err event_query_read(struct arena *arena, struct text query, struct event_query *ret_query,
	const char **ret_detail);

#endif
