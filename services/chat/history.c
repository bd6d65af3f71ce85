/* A visitor's sessions over time: for themselves, and for the agent who looks at one of them. */
#include "session.h"

#include "paging.h"
#include "sql_chat.h"

struct next session_own_history(struct call *call)
{
	struct text cursor;
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	return sql_chat_sessions_of_visitor(call, db_answer_json, text_from(call->who.visitor_id),
		side_word(SIDE_VISITOR), NULL, cursor, paging_most(call));
}

static struct next read_others(struct call *call, enum err err)
{
	const struct session_view *view = &call->chat->view;
	struct text cursor;
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	return sql_chat_sessions_of_visitor(call, db_answer_json, view->visitor_id,
		side_word(SIDE_AGENT), &view->id, cursor, paging_most(call));
}

struct next session_visitor_history(struct call *call)
{
	return session_load(call, call_path_uuid(call, 0), read_others);
}
