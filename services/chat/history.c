/* A visitor's sessions over time: for themselves, and for the agent who looks at one of them. */
#include "session.h"

#include "sql_chat.h"

struct next session_own_history(struct call *call)
{
	struct text cursor;
	if (!session_page_cursor(call, &cursor))
		return session_page_refuse(call);
	return sql_chat_sessions_of_visitor(call, answer_json, text_from(call->who.visitor_id),
		side_word(SIDE_VISITOR), NULL, cursor, session_page_size(call));
}

static struct next read_others(struct call *call, enum err err)
{
	const struct session_view *view = &call->chat->view;
	struct text cursor;
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	if (!session_page_cursor(call, &cursor))
		return session_page_refuse(call);
	return sql_chat_sessions_of_visitor(call, answer_json, view->visitor_id,
		side_word(SIDE_AGENT), &view->id, cursor, session_page_size(call));
}

struct next session_visitor_history(struct call *call)
{
	return session_load(call, call_path_uuid(call, 0), read_others);
}
