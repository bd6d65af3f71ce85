/* The lists of the desk: the queue, the active sessions, the ended ones. */
#include "session.h"

#include "paging.h"
#include "sql_chat.h"

struct next session_queue(struct call *call)
{
	struct text cursor;
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	return sql_chat_queue(call, db_answer_json, cursor, paging_most(call));
}

typedef struct next (*list_statement)(struct call *call, sql_then then, const struct uuid *agent_id,
	struct text cursor, int64_t most);

struct next session_list(struct call *call)
{
	static const struct {
		const char *status;
		list_statement list;
	} lists[] = {{"active", sql_chat_sessions_active}, {"ended", sql_chat_sessions_ended}};
	struct text status = call_query(call, "status");
	bool is_mine = text_equals(call_query(call, "mine"), TEXT("true"));
	struct text cursor;
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		if (text_equals(text_is_absent(status) ? TEXT("active") : status,
			    text_from(lists[i].status)))
			return lists[i].list(call, db_answer_json,
				is_mine ? &call->who.agent_id : NULL, cursor, paging_most(call));
	}
	return call_fail(call, ERR_INVALID, "status must be active or ended.");
}
