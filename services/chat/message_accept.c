/*
 * Accepting a message: stamped, sealed once, given to the writer, shown to the others. From here on
 * it is kept (message_answer.c), and stored or refused (message_stored.c), by the writer's word.
 */
#include "message.h"

#include <string.h>

#include "call/tenant.h"
#include "crypto/keyring.h"
#include "desk.h"
#include "notes.h"
#include "pg/db.h"
#include "sockets/ws.h"

enum { RETRY_FULL_MS = 1000 };

/* --- showing it to the others ------------------------------------------------------------- */
static struct text message_json(struct call *call, int64_t created_at_us)
{
	const struct chat_work *work = call->chat;
	struct json_writer writer;
	message_open_json(call, &writer);
	json_put_name(&writer, "sessionId");
	json_put_uuid(&writer, work->session_id);
	json_put_name(&writer, "senderId");
	json_put_text(&writer, who_sender_id(&call->arena, &call->who));
	json_put_name(&writer, "senderType");
	json_put_text(&writer, side_word(side_of(&call->who)));
	json_put_name(&writer, "content");
	json_put_text(&writer, work->content);
	json_put_name(&writer, "attachments");
	json_put_raw(&writer, TEXT("[]"));
	json_put_name(&writer, "isRead");
	json_put_bool(&writer, false);
	json_put_name(&writer, "createdAt");
	json_put_time(&writer, created_at_us);
	json_close_object(&writer);
	return json_writer_text(&writer);
}

static void show(struct call *call, struct live_session *live, const struct pending *pending)
{
	char fingerprint[FINGERPRINT_TEXT_SIZE + 1];
	fingerprint_format(pending->fingerprint, fingerprint);
	const struct proto_message_new event = {
		.session_id = live->id,
		.message = message_json(call, pending->created_at_us),
		.fingerprint = text_from(fingerprint),
	};
	const struct bus_note note = {.kind = NOTE_MESSAGE_NEW,
		.side = (uint8_t)side_of(&call->who),
		.id = pending->id,
		.a = pending->created_at_us};
	live->typing_until_ms[side_of(&call->who)] = 0; /* a message ends the typing of it */
	desk_broadcast(call->parts, live_channel(live), &note,
		proto_encode_message_new(&call->arena, &event),
		call->kind == CALL_SOCKET ? ws_find(call->parts->sockets, call->connection) : NULL);
}

/* --- accepting ---------------------------------------------------------------------------- */
/* Stamps never go back within a session, whatever the clocks do: after one that was ahead they stay
 * together until time has come up, since the order of what was said matters more than its hour. */
static int64_t stamp(struct parts *parts, struct live_session *live)
{
	int64_t now = db_time_us(parts->db);
	return now > live->last_created_us ? now : live->last_created_us + 1;
}

/* Fills the writer's row but for its seal. */
static struct writer_row row_of(struct call *call, const struct live_session *live)
{
	const struct chat_work *work = call->chat;
	struct writer_row row = {
		.tenant = call->tenant, .session_id = live->id, .id = work->message_id};
	struct text type = side_word(side_of(&call->who));
	struct text id = who_sender_id(&call->arena, &call->who);
	memcpy(row.sender_type, type.data, type.size);
	memcpy(row.sender_id, id.data, id.size);
	return row;
}

static void seal_row(struct call *call, const struct seal_key *key, struct writer_row *row)
{
	const struct seal_place place = {
		.tenant_id = call->tenant->id,
		.table = TEXT("chat_messages"),
		.column = TEXT("content"),
		.session_id = row->session_id,
		.row_id = row->id,
		.sender_type = text_from(row->sender_type),
		.sender_id = text_from(row->sender_id),
	};
	row->sealed = seal(&call->arena, key, &place, call->chat->content);
}

static struct next put(struct call *call, struct live_session *live, struct writer_row *row)
{
	row->created_at_us = stamp(call->parts, live);
	if (writer_put(call->parts->writer, row) != ERR_NONE)
		return message_refuse(call, ERR_BUSY, NULL, RETRY_FULL_MS);
	live->last_created_us = row->created_at_us;
	struct pending *pending = live_pending_add(live, row->id);
	memcpy(pending->fingerprint, row->fingerprint, FINGERPRINT_SIZE);
	memcpy(pending->sender_id, row->sender_id, sizeof(pending->sender_id));
	pending->side = side_of(&call->who);
	pending->created_at_us = row->created_at_us;
	metric_add(call->parts->env.metrics, METRIC_ACCEPTED, 1);
	show(call, live, pending);
	return message_answer(call, live, pending);
}

/* A session has one visitor, who may be known by another id by now. */
bool message_is_under_way(struct call *call, struct live_session *live)
{
	const struct pending *pending = live_pending(live, chat_work(call)->message_id);
	enum side side = side_of(&call->who);
	if (!pending || pending->side != side)
		return false;
	return side == SIDE_VISITOR ||
	       text_equals(text_from(pending->sender_id), who_sender_id(&call->arena, &call->who));
}

struct next message_accept(struct call *call, struct live_session *live)
{
	struct chat_work *work = chat_work(call);
	struct writer_row row = row_of(call, live);
	struct pending *pending = live_pending(live, work->message_id);
	struct seal_key key;
	if (session_key_open(call->tenant->keys, live->id, live->wrapped_key, &key) != ERR_NONE)
		return message_refuse(
			call, ERR_UNREADABLE, "The session's key cannot be opened.", 0);
	seal_fingerprint(&key, work->content, row.fingerprint);
	memcpy(work->fingerprint, row.fingerprint, FINGERPRINT_SIZE);
	if (!pending)
		seal_row(call, &key, &row);
	seal_key_wipe(&key);
	if (!pending)
		return put(call, live, &row);
	if (!message_is_under_way(call, live) ||
		memcmp(pending->fingerprint, row.fingerprint, FINGERPRINT_SIZE) != 0)
		return message_refuse(call, ERR_CONFLICT, "The id has another content.", 0);
	return message_answer(call, live, pending);
}
