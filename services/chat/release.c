/*
 * What was handed to an agent is kept for them for a minute, and no longer than they are online.
 * Then anybody may take it: the desk's tick notices, one statement releases it, so that of several
 * replicas one tells.
 */
#include "desk.h"
#include "session.h"
#include "sql_chat.h"

static struct next released(struct call *call, const struct sql_answer *answer)
{
	struct chat_work *work = chat_work(call);
	work->id_count = answer->err == ERR_NONE ? answer->row_count : 0;
	work->ids = arena_array(&call->arena, work->id_count, sizeof(*work->ids));
	for (size_t i = 0; i < work->id_count; i++)
		work->ids[i] = sql_chat_sessions_release_row(answer, i).session_id;
	return session_publish_each(call, call_done);
}

struct next desk_release(struct call *call)
{
	return sql_chat_sessions_release(call, released);
}
