/*
 * Who may send, how fast, and to which session: the part of sending that ends with an accepted
 * message or a refusal. What was accepted or stored before the session ended, or was taken from its
 * sender, is told so when it comes again: its sender may have missed the answer.
 */
#include "message.h"

#include <string.h>

#include "base/typed.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "receipt.h"
#include "sql_chat.h"

enum { RETRY_BUSY_MS = 2000 };

/* --- refusing ----------------------------------------------------------------------------- */
struct next message_refuse(struct call *call, enum err err, const char *detail, uint64_t retry_ms)
{
	return retry_ms > 0 ? call_fail_later(call, err, detail, retry_ms)
			    : call_fail(call, err, detail);
}

/* PostgreSQL's errors: what may be over soon is worth sending again. */
static struct next refuse_later(struct call *call, enum err err)
{
	bool is_passing = err == ERR_BUSY || err == ERR_UNCERTAIN;
	return message_refuse(call, err, NULL, is_passing ? RETRY_BUSY_MS : 0);
}

/* --- an ended session --------------------------------------------------------------------- */
static struct next found(struct call *call, const struct sql_answer *answer)
{
	struct chat_work *work = chat_work(call);
	if (answer->err != ERR_NONE)
		return refuse_later(call, answer->err);
	if (answer->row_count == 0)
		return message_refuse(call, ERR_STATE, "The session has ended.", 0);
	struct sql_chat_message_find_row row = sql_chat_message_find_row(answer, 0);
	if (row.fingerprint.size != FINGERPRINT_SIZE ||
		memcmp(row.fingerprint.data, work->fingerprint, FINGERPRINT_SIZE) != 0)
		return message_refuse(call, ERR_CONFLICT, "The id has another content.", 0);
	work->seq = row.seq;
	work->created_at_us = row.created_at;
	return message_answer_stored(call);
}

static struct next find_stored(struct call *call, const struct live_session *live)
{
	struct chat_work *work = chat_work(call);
	struct seal_key key;
	enum err err = session_key_open(call->tenant->keys, live->id, live->wrapped_key, &key);
	if (err != ERR_NONE)
		return message_refuse(call, ERR_STATE, "The session has ended.", 0);
	seal_fingerprint(&key, work->content, work->fingerprint);
	seal_key_wipe(&key);
	return sql_chat_message_find(call, found, work->message_id, live->id,
		side_word(side_of(&call->who)), who_sender_id(&call->arena, &call->who));
}

/* --- rights ------------------------------------------------------------------------------- */
/* The session's visitor, the agent who has it, and supervisors may write. */
static bool may_write(const struct who *who, const struct live_session *live)
{
	return who->kind == WHO_VISITOR || who->role >= ROLE_SUPERVISOR ||
	       (live->status == SESSION_ACTIVE && live->has_agent &&
		       uuid_equals(live->agent_id, who->agent_id));
}

static struct next submit(struct call *call, enum err err, struct live_session *live)
{
	if (err != ERR_NONE)
		return refuse_later(call, err);
	bool is_ended = live->status == SESSION_ENDED;
	if (message_is_under_way(call, live) || (!is_ended && may_write(&call->who, live)))
		return message_accept(call, live);
	if (!chat_work(call)->is_reloaded)
		return live_reload(call, live->id, submit);
	if (is_ended)
		return find_stored(call, live);
	return message_refuse(call, ERR_DENIED, "Take the session first.", 0);
}

static struct next begin(struct call *call)
{
	uint64_t wait_ms = sender_limit_take(call, LIMIT_MESSAGE_SENDER);
	if (wait_ms > 0)
		return message_refuse(call, ERR_TOO_MANY, "Too many messages at once.", wait_ms);
	const char *fault = typed_take(&call->arena, TYPED_LINES, &chat_work(call)->content);
	if (fault)
		return message_refuse(
			call, ERR_FIELD, arena_string(&call->arena, "content %s.", fault), 0);
	return live_require(call, chat_work(call)->session_id, submit);
}

/* --- the two ways in ---------------------------------------------------------------------- */
struct next message_send(struct call *call, const struct proto_message *message)
{
	struct chat_work *work = chat_work(call);
	work->session_id = message->message_send.session_id;
	work->message_id = message->message_send.id;
	work->content = arena_copy(&call->arena, message->message_send.content);
	return begin(call);
}

struct next message_post(struct call *call)
{
	struct chat_work *work = chat_work(call);
	work->session_id = call_path_uuid(call, 0);
	if (!json_uuid(json_member(call->body, "id"), &work->message_id))
		return call_fail(call, ERR_INVALID, "id must be a UUID.");
	if (!json_text(json_member(call->body, "content"), &work->content) ||
		work->content.size == 0 || work->content.size > CONTENT_SIZE_MAX)
		return call_fail(call, ERR_FIELD, "content must be a text of 1 to 16000 bytes");
	return begin(call);
}
