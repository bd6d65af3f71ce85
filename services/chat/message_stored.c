/* What the writer says of each message, told to everybody in the session and to who waits for it.
 */
#include "message.h"

#include <stdlib.h>

#include "bus/bus.h"
#include "call/tenant.h"
#include "erased.h"
#include "notes.h"
#include "reading.h"
#include "sockets/frame.h"
#include "sockets/hub.h"
#include "sockets/ws.h"

static const struct {
	enum err err; /* ERR_NONE: it is stored */
	const char *detail;
} outcomes[] = {
	[WRITER_FRESH] = {ERR_NONE, NULL},
	[WRITER_DUPLICATE] = {ERR_NONE, NULL},
	[WRITER_CONFLICT] = {ERR_CONFLICT, "The id has another content."},
	[WRITER_ERASED] = {ERR_ABSENT, "The session has been erased."},
	[WRITER_ENDED] = {ERR_STATE, "The session has ended."},
	[WRITER_FAILED] = {ERR_INTERNAL, "The message could not be stored."},
};

/* The sender waits for `stored`; it hears that on the session's channel too, when it listens there.
 */
static void tell_sender(struct parts *parts, struct live_session *live,
	const struct pending *pending, struct frame *frame)
{
	struct ws_connection *sender = ws_find(parts->sockets, pending->sender);
	if (!sender)
		return;
	if (!hub_listens(parts->hub, sender, live_channel(live)))
		ws_send(sender, frame);
	ws_hurry(sender);
}

/* Everybody in the session, wherever they are; `pending` is NULL when whoever accepted it is gone.
 */
static void tell_stored(struct parts *parts, const struct writer_row *row,
	struct live_session *live, const struct pending *pending,
	const struct writer_result *result)
{
	struct channel channel = {CHANNEL_SESSION, row->tenant->id, row->session_id};
	char fingerprint[FINGERPRINT_TEXT_SIZE + 1];
	struct arena arena;
	arena_init(&arena);
	fingerprint_format(row->fingerprint, fingerprint);
	const struct proto_message_stored event = {
		.session_id = row->session_id,
		.id = row->id,
		.seq = result->seq,
		.created_at = result->created_at_us,
		.fingerprint = text_from(fingerprint),
	};
	const struct bus_note note = {.kind = NOTE_MESSAGE_STORED,
		.flags = pending ? 0 : NOTE_IS_STRAY,
		.id = row->id,
		.a = result->seq};
	struct frame *frame = frame_new_lazy(proto_encode_message_stored(&arena, &event));
	hub_broadcast(parts, channel, &note, frame, NULL);
	if (pending)
		tell_sender(parts, live, pending, frame);
	frame_unref(&frame);
	arena_done(&arena);
	message_note_stored(parts, channel, result->seq, true);
}

void message_note_stored(
	struct parts *parts, struct channel channel, int64_t seq, bool is_first_told)
{
	struct live_session *live = live_peek(parts, channel.tenant_id, channel.session_id);
	reading_heard(parts, channel, seq, SIDE_VISITOR, NULL);
	if (!live)
		return;
	if (seq > live->head_seq)
		live->head_seq = seq;
	if (seq > live->told_seq)
		live->told_seq = seq;
	live->digest_is_due |= is_first_told;
	live->desk->has_digests |= is_first_told;
}

static void tell_refused(struct parts *parts, struct live_session *live,
	const struct pending *pending, enum writer_outcome outcome)
{
	struct ws_connection *sender = ws_find(parts->sockets, pending->sender);
	struct arena arena;
	if (!sender)
		return;
	arena_init(&arena);
	const struct proto_message_refused event = {
		.session_id = live->id,
		.id = pending->id,
		.code = text_from(err_code(outcomes[outcome].err)),
		.detail = text_from(outcomes[outcome].detail),
	};
	struct frame *frame = frame_new(proto_encode_message_refused(&arena, &event));
	ws_send(sender, frame);
	frame_unref(&frame);
	arena_done(&arena);
}

/* --- who waits by REST -------------------------------------------------------------------- */
static struct next answer_waiter(struct call *call)
{
	const struct chat_work *work = call->chat;
	if (work->outcome == WRITER_FRESH || work->outcome == WRITER_DUPLICATE)
		return message_answer_stored(call);
	return call_fail(call, outcomes[work->outcome].err, outcomes[work->outcome].detail);
}

static void wake_waiters(
	struct parts *parts, struct pending *pending, const struct writer_result *result)
{
	while (pending->waiters) {
		struct chat_work *work = pending->waiters;
		pending->waiters = work->next_waiter;
		wheel_cancel(parts->env.wheel, &work->timer);
		work->outcome = result->outcome;
		work->seq = result->seq;
		work->created_at_us = result->created_at_us;
		call_resume(work->call, answer_waiter);
	}
}

/* Without a pending message it was accepted by somebody who is gone, or was restarted. */
void message_stored(
	struct parts *parts, const struct writer_row *row, const struct writer_result *result)
{
	struct live_session *live = live_find(parts, row->tenant->id, row->session_id);
	struct pending *pending = live ? live_pending_take(live, row->id) : NULL;
	if (outcomes[result->outcome].err == ERR_NONE)
		tell_stored(parts, row, live, pending, result);
	else if (pending)
		tell_refused(parts, live, pending, result->outcome);
	if (pending)
		wake_waiters(parts, pending, result);
	free(pending);
	if (result->outcome == WRITER_ERASED)
		erased_notice(
			parts, (struct channel){CHANNEL_SESSION, row->tenant->id, row->session_id});
}
