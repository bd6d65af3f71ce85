/* What the writer says of each message, told to everybody in the session and to who waits for it.
 */
#include <stdlib.h>

#include "desk.h"
#include "message.h"

static const struct {
	enum err err; /* ERR_NONE: it is stored */
	const char *detail;
} outcomes[] = {
	[WRITER_FRESH] = {ERR_NONE, NULL},
	[WRITER_DUPLICATE] = {ERR_NONE, NULL},
	[WRITER_CONFLICT] = {ERR_CONFLICT, "The id has another content."},
	[WRITER_ERASED] = {ERR_ABSENT, "The session has been erased."},
	[WRITER_FAILED] = {ERR_INTERNAL, "The message could not be stored."},
};

/* The sender hears it on the session's channel too, when it listens there. */
static void tell_sender(struct gateway *gateway, struct live_session *live,
	const struct pending *pending, struct text json)
{
	struct ws_connection *sender = ws_find(gateway, pending->sender);
	if (!sender || hub_listens(gateway->hub, sender, live_channel(live)))
		return;
	struct frame *frame = frame_new(json);
	ws_send(sender, frame);
	frame_unref(&frame);
}

static void tell_stored(struct gateway *gateway, struct live_session *live,
	const struct pending *pending, const struct writer_result *result)
{
	char fingerprint[FINGERPRINT_TEXT_SIZE + 1];
	struct arena arena;
	arena_init(&arena);
	fingerprint_format(pending->fingerprint, fingerprint);
	const struct proto_message_stored event = {
		.session_id = live->id,
		.id = pending->id,
		.seq = result->seq,
		.created_at = result->created_at_us,
		.fingerprint = text_from(fingerprint),
	};
	struct text json = proto_encode_message_stored(&arena, &event);
	desk_publish(gateway, live_channel(live), json, NULL);
	tell_sender(gateway, live, pending, json);
	arena_done(&arena);
	if (result->seq > live->head_seq)
		live->head_seq = result->seq;
	if (result->seq > live->told_seq)
		live->told_seq = result->seq;
	live->digest_is_due = live->desk->has_digests = true;
}

static void tell_refused(struct gateway *gateway, struct live_session *live,
	const struct pending *pending, enum writer_outcome outcome)
{
	struct ws_connection *sender = ws_find(gateway, pending->sender);
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
	struct gateway *gateway, struct pending *pending, const struct writer_result *result)
{
	while (pending->waiters) {
		struct chat_work *work = pending->waiters;
		pending->waiters = work->next_waiter;
		wheel_cancel(gateway->wheel, &work->timer);
		work->outcome = result->outcome;
		work->seq = result->seq;
		work->created_at_us = result->created_at_us;
		call_resume(work->call, answer_waiter);
	}
}

void message_stored(
	struct gateway *gateway, const struct writer_row *row, const struct writer_result *result)
{
	struct live_session *live = live_find(gateway, row->tenant->id, row->session_id);
	struct pending *pending = live ? live_pending_take(live, row->id) : NULL;
	if (!pending)
		return;
	if (outcomes[result->outcome].err == ERR_NONE)
		tell_stored(gateway, live, pending, result);
	else
		tell_refused(gateway, live, pending, result->outcome);
	wake_waiters(gateway, pending, result);
	free(pending);
}
