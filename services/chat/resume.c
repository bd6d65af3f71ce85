/*
 * resume: listen first, then read, so that nothing falls between. Events that come while PostgreSQL
 * answers are delivered all the same; clients merge by id. The session is read after the messages:
 * its headSeq is never below the newest of them.
 */
#include "desk.h"
#include "listen.h"
#include "session.h"
#include "sql_chat.h"

/* A page's sealed bytes are bounded too: escaped as JSON they can grow sixfold, and a socket's
 * outbox takes 256 KiB. Who got less than the head resumes again. */
enum { RESUME_MOST = 100, RESET_MOST = 50, PAGE_BYTES_MOST = 24 * 1024, RETRY_BUSY_MS = 2000 };

static struct next fail(struct call *call, enum err err)
{
	if (err == ERR_BUSY)
		return call_fail_later(call, err, NULL, RETRY_BUSY_MS);
	return call_fail(call, err, NULL);
}

/* --- in order: listen, messages, session, answer ------------------------------------------ */
static struct next answer_resumed(struct call *call, enum err err)
{
	const struct chat_work *work = call->chat;
	if (err != ERR_NONE)
		return fail(call, err);
	const struct proto_resumed event = {
		.session_id = work->view.id,
		.epoch = db_epoch(call->gateway->db),
		.session = session_for_asker(call),
		.messages = work->messages,
		.head_seq = work->view.head_seq,
		.is_reset = !work->has_after,
	};
	return call_answer(call, 200, proto_encode_resumed(&call->arena, &event));
}

static struct next messages_read(struct call *call, const struct sql_answer *answer)
{
	struct chat_work *work = call->chat;
	if (answer->err != ERR_NONE)
		return fail(call, answer->err);
	work->messages = answer->json;
	return session_load(call, work->session_id, answer_resumed);
}

static struct next listen(struct call *call, enum err err, struct live_session *live)
{
	struct chat_work *work = chat_work(call);
	struct ws_connection *connection = ws_find(call->gateway, call->connection);
	if (err != ERR_NONE)
		return fail(call, err);
	if (!connection)
		return call_answer_empty(call);
	if (!hub_listen(call->gateway->hub, connection, live_channel(live)))
		return call_fail(call, ERR_TOO_MANY, "Too many sessions are open on this socket.");
	if (session_status_is_queued(live->status)) {
		live->told_place = 0; /* who comes back hears their place anew */
		live->desk->is_changed = true;
	}
	if (work->has_after)
		return sql_chat_messages_after(
			call, messages_read, live->id, work->after, RESUME_MOST, PAGE_BYTES_MOST);
	return sql_chat_messages_before(
		call, messages_read, live->id, NULL, RESET_MOST, PAGE_BYTES_MOST);
}

struct next session_resume(struct call *call, const struct proto_message *message)
{
	struct chat_work *work = chat_work(call);
	const struct proto_resume *resume = &message->resume;
	work->session_id = resume->session_id;
	work->after = resume->after_seq;
	work->has_after =
		resume->has_after_seq && text_equals(resume->epoch, db_epoch(call->gateway->db));
	return live_require(call, resume->session_id, listen);
}

struct next session_leave(struct call *call, const struct proto_message *message)
{
	struct ws_connection *connection = ws_find(call->gateway, call->connection);
	if (connection)
		hub_leave(call->gateway->hub, connection,
			(struct channel){
				CHANNEL_SESSION, call->tenant->id, message->leave.session_id});
	return call_answer_empty(call);
}
