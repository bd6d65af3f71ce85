/* POST /{sessionId}/assign: an agent takes a session, or a supervisor gives it to one. */
#include "session.h"

#include "refusal.h"
#include "sql_chat.h"

static struct next assigned(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_session_assign_row row = sql_chat_session_assign_row(answer, 0);
	if (text_equals(row.outcome, TEXT("taken")))
		return refuse_conflict(
			call, "Another agent has the session.", "assignedAgent", row.holder);
	if (!text_equals(row.outcome, TEXT("done")))
		return session_move_refuse(call, row.outcome, row.name);
	return session_changed(call, call_path_uuid(call, 0), 200);
}

struct next session_assign(struct call *call)
{
	struct text from[SESSION_STATUS_COUNT];
	size_t from_count = session_move_from(MOVE_ASSIGN, from);
	bool is_supervisor = call->who.role >= ROLE_SUPERVISOR;
	const struct json *wanted = json_member(call->body, "agentId");
	struct uuid agent_id = call->who.agent_id;
	if (wanted && !json_is_null(wanted) && !json_uuid(wanted, &agent_id))
		return call_fail(call, ERR_INVALID, "agentId must be an agent's id.");
	if (!is_supervisor && !uuid_equals(agent_id, call->who.agent_id))
		return call_fail(
			call, ERR_DENIED, "Only a supervisor may give a session to somebody else.");
	return sql_chat_session_assign(call, assigned, call_path_uuid(call, 0), agent_id,
		call->who.agent_id, is_supervisor, from, from_count);
}
