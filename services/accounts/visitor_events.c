/*
 * POST /api/support/chat/visitor-events: what a page says that its visitor did; and the same as
 * agents read it. A page says each with an id, until it was heard: each is noted once.
 */
#include "accounts/accounts.h"

#include "accounts/event_input.h"
#include "call/tenant.h"
#include "sockets/visitor_retire.h"
#include "sql_accounts.h"

static struct next noted(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_visitor_events_note_row row = sql_visitor_events_note_row(answer, 0);
	if (!text_equals(row.outcome, TEXT("done")))
		return call_fail(call, ERR_ABSENT, NULL);
	if (!row.has_session_id)
		return call_answer_empty(call);
	struct uuid *shown = arena_array(&call->arena, 1, sizeof(*shown));
	*shown = row.session_id;
	return visitor_sessions_tell(call, TEXT_ABSENT, shown, 1, call_answer_empty);
}

struct next visitor_events_take(struct call *call)
{
	struct text told;
	const char *fault =
		event_input_read(&call->arena, json_member(call->body, "events"), &told);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	uint64_t wait_ms = call_limit(call, LIMIT_VISITOR_EVENTS,
		arena_printf(&call->arena, "%s/%s", call->tenant->role, call->who.visitor_id));
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	return sql_visitor_events_note(call, noted, text_from(call->who.visitor_id), told);
}

/* --- GET /api/admin/support/chat/{sessionId}/visitor-events ------------------------------- */
struct next visitor_events_get(struct call *call)
{
	return sql_visitor_events(call, db_answer_json, call_path_uuid(call, 0));
}
