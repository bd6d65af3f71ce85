/* POST /{sessionId}/assign: an agent takes a session, or a supervisor gives it to one. */
#include "session.h"

#include "sql_chat.h"

/* 409 with the agent who was faster: a problem document (RFC 9457) with one member more. */
static struct next answer_taken(struct call *call, struct text holder)
{
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "type");
	json_put_text(&writer, TEXT("urn:frontdesk:problem:conflict"));
	json_put_name(&writer, "title");
	json_put_text(&writer, text_from(err_title(ERR_CONFLICT)));
	json_put_name(&writer, "status");
	json_put_int64(&writer, err_status(ERR_CONFLICT));
	json_put_name(&writer, "code");
	json_put_text(&writer, text_from(err_code(ERR_CONFLICT)));
	json_put_name(&writer, "detail");
	json_put_text(&writer, TEXT("Another agent has the session."));
	json_put_name(&writer, "assignedAgent");
	json_put_raw(&writer, holder);
	json_close_object(&writer);
	call_add_header(call, "Content-Type", TEXT("application/problem+json"));
	return call_answer(call, err_status(ERR_CONFLICT), json_writer_text(&writer));
}

static struct next assigned(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_session_assign_row row = sql_chat_session_assign_row(answer, 0);
	if (text_equals(row.outcome, TEXT("taken")))
		return answer_taken(call, row.holder);
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
