/* Any bytes as the query of an event stream: what is read lies within its bounds, and a refusal
 * says why. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "sockets/event_query.h"

static void check(const struct event_query *query)
{
	assert(query->session_count <= EVENT_SESSIONS_MAX);
	assert(query->epoch.size <= EVENT_EPOCH_SIZE_MAX && text_is_utf8(query->epoch));
	for (size_t i = 0; i < query->session_count; i++) {
		const struct event_session *session = &query->sessions[i];
		assert(session->has_after_seq || session->after_seq == 0);
		assert(session->after_seq >= 0 && session->after_seq <= 9007199254740991);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct event_query query;
	const char *detail = NULL;
	arena_init(&arena);
	if (event_query_read(&arena, (struct text){(const char *)data, size}, &query, &detail))
		assert(detail);
	else
		check(&query);
	arena_done(&arena);
	return 0;
}
