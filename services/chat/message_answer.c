/*
 * What the sender of a message hears: accepted, kept, stored. By REST the answer waits for the
 * writer's word, 3 s at most.
 */
#include "message.h"

#include "call/tenant.h"
#include "pg/db.h"
#include "sockets/frame.h"
#include "sockets/ws.h"

enum { WAIT_STORED_MS = 3000 };

/* --- stored ------------------------------------------------------------------------------- */
void fingerprint_format(
	const uint8_t fingerprint[FINGERPRINT_SIZE], char ret_text[FINGERPRINT_TEXT_SIZE + 1])
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < FINGERPRINT_SIZE; i++) {
		ret_text[2 * i] = digits[fingerprint[i] >> 4];
		ret_text[2 * i + 1] = digits[fingerprint[i] & 15];
	}
	ret_text[FINGERPRINT_TEXT_SIZE] = '\0';
}

void message_open_json(struct call *call, struct json_writer *ret_writer)
{
	json_writer_init(ret_writer, &call->arena);
	json_open_object(ret_writer);
	json_put_name(ret_writer, "id");
	json_put_uuid(ret_writer, call->chat->message_id);
}

static struct text stored_json(struct call *call)
{
	const struct chat_work *work = call->chat;
	char fingerprint[FINGERPRINT_TEXT_SIZE + 1];
	struct json_writer writer;
	fingerprint_format(work->fingerprint, fingerprint);
	message_open_json(call, &writer);
	json_put_name(&writer, "seq");
	json_put_int64(&writer, work->seq);
	json_put_name(&writer, "createdAt");
	json_put_time(&writer, work->created_at_us);
	json_put_name(&writer, "fingerprint");
	json_put_text(&writer, text_from(fingerprint));
	json_close_object(&writer);
	return json_writer_text(&writer);
}

struct next message_answer_stored(struct call *call)
{
	const struct chat_work *work = call->chat;
	char fingerprint[FINGERPRINT_TEXT_SIZE + 1];
	if (call->kind == CALL_REST)
		return call_answer(call, 200, stored_json(call));
	fingerprint_format(work->fingerprint, fingerprint);
	const struct proto_message_stored event = {
		.session_id = work->session_id,
		.id = work->message_id,
		.seq = work->seq,
		.created_at = work->created_at_us,
		.fingerprint = text_from(fingerprint),
	};
	return call_answer(call, 200, proto_encode_message_stored(&call->arena, &event));
}

/* 202: accepted, and not stored within 3 s, or on this replica's disk by now. Sending it again asks
 * how it went. */
static struct next answer_under_way(struct call *call, bool is_kept)
{
	struct json_writer writer;
	message_open_json(call, &writer);
	json_put_name(&writer, "createdAt");
	json_put_time(&writer, call->chat->created_at_us);
	if (is_kept) {
		json_put_name(&writer, "isKept");
		json_put_bool(&writer, true);
	}
	json_close_object(&writer);
	return call_answer(call, 202, json_writer_text(&writer));
}

static struct next answer_accepted(struct call *call)
{
	return answer_under_way(call, false);
}

static struct next answer_kept(struct call *call)
{
	return answer_under_way(call, true);
}

/* --- waiting for the writer --------------------------------------------------------------- */
static void leave(struct chat_work *work)
{
	struct live_session *live =
		live_find(work->call->parts, work->call->tenant->id, work->session_id);
	struct pending *pending = live ? live_pending(live, work->message_id) : NULL;
	struct chat_work **place = pending ? &pending->waiters : NULL;
	while (place && *place && *place != work)
		place = &(*place)->next_waiter;
	if (place && *place)
		*place = work->next_waiter;
}

static void waited_enough(struct timer *timer)
{
	struct chat_work *work = CONTAINER_OF(timer, struct chat_work, timer);
	leave(work);
	call_resume(work->call, answer_accepted);
}

static struct next wait(struct call *call, struct pending *pending)
{
	struct chat_work *work = call->chat;
	work->call = call;
	work->next_waiter = pending->waiters;
	pending->waiters = work;
	wheel_set(call->parts->env.wheel, &work->timer, WAIT_STORED_MS, waited_enough);
	return call_wait(call);
}

/* --- kept --------------------------------------------------------------------------------- */
static void tell_kept(
	struct parts *parts, const struct live_session *live, const struct pending *pending)
{
	struct ws_connection *sender = ws_find(parts->sockets, pending->sender);
	struct arena arena;
	if (!sender)
		return;
	arena_init(&arena);
	const struct proto_message_kept event = {.session_id = live->id, .id = pending->id};
	struct frame *frame = frame_new_lazy(proto_encode_message_kept(&arena, &event));
	ws_send(sender, frame);
	frame_unref(&frame);
	arena_done(&arena);
}

void message_kept(struct parts *parts, const struct writer_row *row)
{
	struct live_session *live = live_peek(parts, row->tenant->id, row->session_id);
	struct pending *pending = live ? live_pending(live, row->id) : NULL;
	if (!pending)
		return;
	pending->is_kept = true;
	tell_kept(parts, live, pending);
	while (pending->waiters) {
		struct chat_work *work = pending->waiters;
		pending->waiters = work->next_waiter;
		wheel_cancel(parts->env.wheel, &work->timer);
		call_resume(work->call, answer_kept);
	}
}

/* --- under way ---------------------------------------------------------------------------- */
struct next message_answer(struct call *call, struct live_session *live, struct pending *pending)
{
	struct chat_work *work = call->chat;
	work->created_at_us = pending->created_at_us;
	if (call->kind == CALL_REST)
		return pending->is_kept ? answer_kept(call) : wait(call, pending);
	pending->sender = call->connection;
	const struct proto_message_accepted event = {.session_id = work->session_id,
		.id = work->message_id,
		.created_at = pending->created_at_us};
	struct text json = proto_encode_message_accepted(&call->arena, &event);
	/* `stored` will follow soon, and takes it along; else the client may wait for it before it
	 * sends the next. */
	struct next next = db_is_connected(call->parts->db) ? call_answer_lazily(call, json)
							    : call_answer(call, 200, json);
	if (pending->is_kept)
		tell_kept(call->parts, live, pending);
	return next;
}
