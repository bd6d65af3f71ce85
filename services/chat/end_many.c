/*
 * POST /api/admin/support/chat/end: an agent ends several sessions at once. One statement ends
 * those that they may, each by the rules of its own end, and the agent has its answer; then each is
 * told as any end. A session that has ended is as the agent wanted it, so that the same may be
 * asked again.
 */
#include "session.h"

#include "sql_chat.h"
#include "telling.h"

enum { END_MOST = 100 };

/* --- in order: the statement, the answer ------------------------------------------------------ */
static void put_result(struct json_writer *writer, struct uuid id, struct text outcome)
{
	json_open_object(writer);
	json_put_name(writer, "sessionId");
	json_put_uuid(writer, id);
	json_put_name(writer, "outcome");
	json_put_text(writer, outcome);
	json_close_object(writer);
}

static struct next ended(struct call *call, const struct sql_answer *answer)
{
	struct chat_work *work = call->chat;
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	work->ids = arena_array(&call->arena, answer->row_count, sizeof(*work->ids));
	work->id_count = 0;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "results");
	json_open_array(&writer);
	for (size_t i = 0; i < answer->row_count; i++) {
		struct sql_chat_sessions_end_row row = sql_chat_sessions_end_row(answer, i);
		if (row.is_new)
			work->ids[work->id_count++] = row.session_id;
		put_result(&writer, row.session_id, row.outcome);
	}
	json_close_array(&writer);
	json_close_object(&writer);
	telling_begin(call);
	return call_answer(call, 200, json_writer_text(&writer));
}

/* --- what was asked --------------------------------------------------------------------------- */
static bool read_ids(struct call *call, const struct json *list)
{
	struct chat_work *work = chat_work(call);
	char text[UUID_TEXT_SIZE + 1];
	size_t count = json_count(list);
	if (count < 1 || count > END_MOST)
		return false;
	work->session_ids = arena_array(&call->arena, count, sizeof(struct text));
	for (; work->id_count < count; work->id_count++) {
		struct uuid id;
		if (!json_uuid(json_element(list, work->id_count), &id))
			return false;
		uuid_format(id, text);
		work->session_ids[work->id_count] = arena_copy(&call->arena, text_from(text));
	}
	return true;
}

struct next session_end_many(struct call *call)
{
	struct text from[SESSION_STATUS_COUNT];
	size_t from_count = session_move_from(MOVE_END, from);
	const struct json *list = json_member(call->body, "sessionIds");
	if (!list || !read_ids(call, list))
		return call_fail(call, ERR_INVALID, "sessionIds must be a list of 1 to 100 ids.");
	return sql_chat_sessions_end(call, ended, call->chat->session_ids, call->chat->id_count,
		who_sender_id(&call->arena, &call->who), call->who.role >= ROLE_SUPERVISOR, from,
		from_count);
}
