/*
 * POST /api/support/chat: a visitor starts a session. Session, key and counter are committed in one
 * statement before the first message can be accepted. Who has an open session gets that one.
 */
#include "session.h"

#include <string.h>

#include "auth/visitor.h"
#include "auth/visitor_id.h"
#include "call/tenant.h"
#include "live.h"
#include "places.h"
#include "rest/idempotency.h"
#include "sockets/visitor_retire.h"
#include "sql_chat.h"
#include "untold.h"

enum { RETRY_START_MS = 2000, RETRY_FULL_MS = 30000 };

/* What a start rests on may be erased in this moment: the next try makes it anew. */
static struct next fail(struct call *call, enum err err)
{
	if (err == ERR_BUSY || err == ERR_UNCERTAIN || err == ERR_ABSENT)
		return call_fail_later(
			call, err == ERR_ABSENT ? ERR_BUSY : err, NULL, RETRY_START_MS);
	return call_fail(call, err, NULL);
}

/* --- the answer --------------------------------------------------------------------------- */
static void put_dropped(struct json_writer *writer, const struct start_input *input)
{
	if (input->fault_count == 0)
		return;
	json_put_name(writer, "dropped");
	json_open_array(writer);
	for (size_t i = 0; i < input->fault_count; i++)
		json_put_text(writer, text_from(input->faults[i]));
	json_close_array(writer);
}

static struct next answer_started(struct call *call, struct text token, int64_t expires_us)
{
	const struct chat_work *work = call->chat;
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "session");
	json_put_raw(&writer, work->view.for_visitor);
	json_put_name(&writer, "visitorId");
	json_put_text(&writer, text_from(work->visitor_id));
	json_put_name(&writer, "token");
	json_put_text(&writer, token);
	json_put_name(&writer, "tokenExpiresAt");
	json_put_time(&writer, expires_us);
	put_dropped(&writer, &work->input);
	json_close_object(&writer);
	return idempotency_answer(call, work->is_new ? 201 : 200, json_writer_text(&writer));
}

static struct next token_issued(struct call *call, enum err err, const struct visitor_token *token)
{
	if (err != ERR_NONE)
		return fail(call, err);
	return answer_started(call, text_from(token->text), token->expires_us);
}

/* A known visitor keeps the token that they came with. */
static struct next give_token(struct call *call)
{
	static const size_t scheme_size = sizeof("Bearer ") - 1;
	const struct chat_work *work = call->chat;
	struct text bearer = call_header(call, "authorization");
	bool is_known = call->who.kind == WHO_VISITOR && bearer.size > scheme_size &&
			strcmp(call->who.visitor_id, work->visitor_id) == 0;
	if (!is_known)
		return visitor_token_issue(
			call, text_from(work->visitor_id), call_origin(call), token_issued);
	return answer_started(call,
		(struct text){bearer.data + scheme_size, bearer.size - scheme_size},
		call->who.expires_us);
}

/* --- the session -------------------------------------------------------------------------- */
static struct next begin(struct call *call);

static bool is_news(const struct call *call)
{
	return call->chat->is_new || call->chat->is_renamed;
}

/* The one that was open may have ended before it was read: then the next one is begun. */
static struct next loaded(struct call *call, enum err err)
{
	if (is_news(call))
		untold_end(call, err == ERR_NONE);
	if (err != ERR_NONE)
		return fail(call, err);
	if (!call->chat->is_new && call->chat->view.status == SESSION_ENDED)
		return begin(call);
	if (is_news(call))
		session_publish(call);
	return give_token(call);
}

/* Whose session it is, PostgreSQL says: who has become a customer meanwhile is somebody new. */
static void take_visitor(struct call *call, const struct sql_chat_session_start_row *row)
{
	struct chat_work *work = call->chat;
	memset(work->visitor_id, 0, sizeof(work->visitor_id));
	memcpy(work->visitor_id, row->visitor_id.data, row->visitor_id.size);
	work->is_renamed = !text_is_absent(row->gave_way);
	if (!work->is_renamed)
		return;
	live_tell_retired(call->parts,
		(struct channel){CHANNEL_SESSION, call->tenant->id, row->session_id},
		row->gave_way);
	visitor_retire(call, row->gave_way);
}

static struct next started(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return fail(call, answer->err);
	if (answer->row_count == 0)
		return call_fail_later(call, ERR_QUEUE_FULL,
			"Too many are waiting right now. Try again in a few minutes.",
			RETRY_FULL_MS);
	struct sql_chat_session_start_row row = sql_chat_session_start_row(answer, 0);
	if (row.visitor_id.size > VISITOR_ID_SIZE)
		return fail(call, ERR_INTERNAL);
	take_visitor(call, &row);
	call->chat->is_new = row.is_new;
	if (is_news(call))
		untold_begin(call);
	return session_load_any(call, row.session_id, loaded);
}

/* --- who starts it ------------------------------------------------------------------------ */
/* A customer whom the merchant vouches for, the bearer of a token, or somebody new: then the id
 * comes from the idempotency key too, so that a repeat after a crash finds the first one's session.
 */
static enum err name_visitor(struct call *call)
{
	struct chat_work *work = call->chat;
	struct customer_ids ids;
	if (!text_is_absent(work->input.identifier)) {
		enum err err = visitor_id_prove(
			call->tenant, work->input.identifier, work->input.identifier_hash, &ids);
		if (err != ERR_NONE)
			return err;
		memcpy(work->visitor_id, ids.id, sizeof(work->visitor_id));
		memcpy(work->former_id, ids.former, sizeof(work->former_id));
		return ERR_NONE;
	}
	if (call->who.kind == WHO_VISITOR)
		memcpy(work->visitor_id, call->who.visitor_id, sizeof(work->visitor_id));
	else
		visitor_id_format(idempotency_uuid(call, "visitor"), false, work->visitor_id);
	return ERR_NONE;
}

static struct next begin(struct call *call)
{
	struct chat_work *work = chat_work(call);
	const struct start_input *input = &work->input;
	struct uuid session_id = idempotency_uuid(call, "session");
	struct text former = work->former_id[0] ? text_from(work->former_id) : TEXT_ABSENT;
	return sql_chat_session_start(call, started, text_from(work->visitor_id), former,
		input->identifier, input->visitor_name, input->visitor_email, input->page_url,
		input->referrer_url, session_id,
		session_key_make(call->tenant->keys, &call->arena, session_id),
		places_known_waiting(call));
}

static struct next start(struct call *call)
{
	if (name_visitor(call) != ERR_NONE)
		return call_fail(call, ERR_DENIED, "The identifier's hash does not prove it.");
	return begin(call);
}

/* Strangers cost nothing to make: from one network they fill no queue. */
static uint64_t limit(struct call *call)
{
	uint64_t wait_ms = call_limit(call, LIMIT_SESSION_ADDRESS, call_peer(call));
	bool is_stranger =
		call->who.kind != WHO_VISITOR && text_is_absent(call->chat->input.identifier);
	return wait_ms > 0 || !is_stranger
		       ? wait_ms
		       : call_limit(call, LIMIT_STRANGER_ADDRESS, call_peer(call));
}

/* What will not do is not worth a chat: it begins without, and the answer says so. */
struct next session_start(struct call *call)
{
	struct chat_work *work = chat_work(call);
	start_input_read(call, &work->input);
	uint64_t wait_ms = limit(call);
	if (wait_ms > 0)
		return call_fail_later(
			call, ERR_TOO_MANY, "Too many chats were started from here.", wait_ms);
	return idempotency_begin(call, start);
}

/* --- PATCH /{sessionId}: name and e-mail, left while waiting ------------------------------ */
static struct next named(struct call *call, const struct sql_answer *answer)
{
	if (answer->err == ERR_ABSENT) /* it was there a moment ago, so it has ended since */
		return call_fail(call, ERR_STATE, "The session has ended.");
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	return session_changed(call, sql_chat_session_name_row(answer, 0).session_id, 200);
}

static struct next name(struct call *call, enum err err)
{
	const struct chat_work *work = call->chat;
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	return sql_chat_session_name(call, named, work->view.id, work->view.visitor_id,
		work->input.visitor_name, work->input.visitor_email);
}

struct next session_name(struct call *call)
{
	struct chat_work *work = chat_work(call);
	start_input_read(call, &work->input);
	if (work->input.fault_count > 0)
		return call_fail(call, ERR_FIELD, work->input.faults[0]);
	return session_load(call, call_path_uuid(call, 0), name);
}
