/* POST /{sessionId}/transfer: an agent hands a session to another one, or back to the queue. */
#include "session.h"

#include "sql_chat.h"

static struct next transferred(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_session_transfer_row row = sql_chat_session_transfer_row(answer, 0);
	if (!text_equals(row.outcome, TEXT("done")))
		return session_move_refuse(call, row.outcome, row.name);
	return session_changed(call, call_path_uuid(call, 0), 200);
}

struct next session_transfer(struct call *call)
{
	struct text from[SESSION_STATUS_COUNT];
	size_t from_count = session_move_from(MOVE_TRANSFER, from);
	const struct json *wanted = json_member(call->body, "agentId");
	bool is_to_agent = wanted && !json_is_null(wanted);
	struct uuid agent_id;
	if (is_to_agent && !json_uuid(wanted, &agent_id))
		return call_fail(call, ERR_INVALID, "agentId must be an agent's id.");
	return sql_chat_session_transfer(call, transferred, call_path_uuid(call, 0),
		is_to_agent ? &agent_id : NULL, call->who.agent_id,
		call->who.role >= ROLE_SUPERVISOR, from, from_count);
}
