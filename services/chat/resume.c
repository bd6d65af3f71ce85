/*
 * resume: listen first, let the bus confirm it, then read, so that nothing falls between. Who is
 * known to the session's memory listens at once, PostgreSQL or not; everybody else when the session
 * was read and shows their right. Events that come before the answer are delivered all the same;
 * clients merge by id.
 */
#include "listen.h"

#include "call/tenant.h"
#include "page.h"
#include "pg/db.h"
#include "places.h"
#include "reading.h"
#include "sockets/hub.h"
#include "sockets/ws.h"

enum { RETRY_BUSY_MS = 2000, EPOCH_SIZE_MOST = 100 };
#define SEQ_MOST ((INT64_C(1) << 53) - 1)

static struct next fail(struct call *call, enum err err)
{
	if (err == ERR_BUSY)
		return call_fail_later(call, err, NULL, RETRY_BUSY_MS);
	if (err == ERR_TOO_MANY)
		return call_fail(call, err, "Too many sessions are open on this socket.");
	return call_fail(call, err, NULL);
}

/* --- in order: listen, settle, look, perhaps read, answer ---------------------------------- */
static struct next look(struct call *call);

static struct next was_read(struct call *call, enum err err)
{
	call->chat->is_read = true;
	return err == ERR_NONE ? look(call) : fail(call, err);
}

/* The page of who waits in the queue has their place, which is right for a second. */
static bool has_fresh_place(struct call *call, const struct live_session *live)
{
	return !session_status_is_queued(live->status) ||
	       env_now_ms(&call->parts->env) - live->page->read_ms < PLACES_FRESH_MS;
}

/* A page of whose session not all has been heard since is for those alone who waited for it, and
 * for everybody while it is all there is. */
static bool may_share(struct call *call, const struct live_session *live)
{
	return call->chat->is_read || !db_is_connected(call->parts->db) ||
	       (has_fresh_place(call, live) &&
		       live_is_true(call->parts, live, live->page->read_ms));
}

/* Who waited for a reading knows what it read. */
static bool knows(struct call *call, const struct live_session *live)
{
	return live &&
	       (call->chat->is_read ? live_is_for(live, &call->who) : live_knows(call, live));
}

static struct next look(struct call *call)
{
	const struct chat_work *work = call->chat;
	struct live_session *live = live_find(call->parts, call->tenant->id, work->session_id);
	bool is_known = knows(call, live);
	/* It may have come into memory while the bus was waited for. */
	enum err err = is_known ? live_listen(call, live) : ERR_NONE;
	if (err != ERR_NONE)
		return fail(call, err);
	if (is_known && call->who.kind == WHO_VISITOR)
		live->visitor_asked_ms = env_now_ms(&call->parts->env);
	if (is_known && live->page && may_share(call, live) &&
		page_serves(live->page, live, &work->held, env_now_ms(&call->parts->env)))
		return call_answer(call, 200,
			page_encode(
				&call->arena, live->page, live, side_of(&call->who), &work->held));
	/* A socket's messages come one after the other: better refused at once than held up. So is
	 * who holds more than memory: whether that is news or of another history PostgreSQL alone
	 * knows, and they listen already. */
	if (!db_is_connected(call->parts->db))
		return fail(call, ERR_BUSY);
	return reading_wait(call, was_read);
}

static struct next resume(struct call *call)
{
	const struct chat_work *work = call->chat;
	struct channel channel = {CHANNEL_SESSION, call->tenant->id, work->session_id};
	struct live_session *live = live_find(call->parts, call->tenant->id, work->session_id);
	enum err err = knows(call, live) ? live_listen(call, live) : ERR_NONE;
	if (err != ERR_NONE)
		return fail(call, err);
	return call->kind == CALL_SOCKET ? hub_settle(call, channel, look) : look(call);
}

/* Positions of another history are none. The statement looks again: it knows of a new one first,
 * of any before a worker that has just begun, and whether this one has come so far. */
static struct held held_of(struct call *call, bool has_after, int64_t after, struct text epoch)
{
	struct text known = db_epoch(call->parts->db);
	return (struct held){
		.has_after = has_after && (text_is_absent(known) || text_equals(epoch, known)),
		.after = after,
		.epoch = arena_copy(&call->arena, epoch),
		.asked_ms = env_now_ms(&call->parts->env),
	};
}

struct next session_resume(struct call *call, const struct proto_message *message)
{
	struct chat_work *work = chat_work(call);
	const struct proto_resume *asked = &message->resume;
	work->session_id = asked->session_id;
	work->held = held_of(call, asked->has_after_seq, asked->after_seq, asked->epoch);
	return resume(call);
}

struct next session_resume_get(struct call *call)
{
	struct chat_work *work = chat_work(call);
	struct text epoch = call_query(call, "epoch");
	int64_t after = call_query_int(call, "afterSeq", -1, 0, SEQ_MOST);
	if (epoch.size > EPOCH_SIZE_MOST)
		return call_fail(call, ERR_INVALID, "epoch must be a resumed event's.");
	work->session_id = call_path_uuid(call, 0);
	work->held = held_of(call, after >= 0, after, epoch);
	return resume(call);
}

struct next session_leave(struct call *call, const struct proto_message *message)
{
	struct ws_connection *connection = ws_find(call->parts->sockets, call->connection);
	if (connection) {
		hub_leave(call->parts->hub, connection,
			(struct channel){
				CHANNEL_SESSION, call->tenant->id, message->leave.session_id});
		whereabouts_parted(call->parts, connection);
	}
	return call_answer_empty(call);
}
