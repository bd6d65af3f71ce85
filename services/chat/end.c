/* POST /{sessionId}/end: the visitor, or an agent, ends a session. */
#include "session.h"

#include "sql_chat.h"

static struct next ended(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_session_end_row row = sql_chat_session_end_row(answer, 0);
	if (!text_equals(row.outcome, TEXT("done")))
		return session_move_refuse(call, row.outcome, TEXT_ABSENT);
	return session_changed(call, call_path_uuid(call, 0), 200);
}

struct next session_end(struct call *call)
{
	struct text from[SESSION_STATUS_COUNT];
	size_t from_count = session_move_from(MOVE_END, from);
	return sql_chat_session_end(call, ended, call_path_uuid(call, 0),
		side_word(side_of(&call->who)), who_sender_id(&call->arena, &call->who),
		call->who.role >= ROLE_SUPERVISOR, from, from_count);
}
