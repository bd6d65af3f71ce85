/*
 * POST /{sessionId}/transfer: an agent hands a session to another one, or back to the queue, and
 * may say something to whoever takes it. Such a note is sealed as messages are, under the session's
 * key, and is read by agents alone: no event carries it, and nothing that visitors may ask for.
 */
#include "session.h"

#include "base/typed.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "sql_chat.h"

enum { NOTE_SIZE_MAX = 4000 };

static struct next transferred(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_session_transfer_row row = sql_chat_session_transfer_row(answer, 0);
	if (!text_equals(row.outcome, TEXT("done")))
		return session_move_refuse(call, row.outcome, row.name);
	return session_changed(call, call_path_uuid(call, 0), 200);
}

/* `sealed` is absent where nothing is said. */
static struct next transfer(struct call *call, struct uuid note_id, struct text sealed)
{
	const struct chat_work *work = call->chat;
	struct text from[SESSION_STATUS_COUNT];
	size_t from_count = session_move_from(MOVE_TRANSFER, from);
	return sql_chat_session_transfer(call, transferred, call_path_uuid(call, 0),
		work->to_agent_id, call->who.agent_id, call->who.role >= ROLE_SUPERVISOR, from,
		from_count, note_id, sealed);
}

/* --- the note ----------------------------------------------------------------------------- */
static struct next seal_note(struct call *call, enum err err)
{
	const struct session_view *view = &call->chat->view;
	struct seal_key key;
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	if (session_key_open(call->tenant->keys, view->id, view->wrapped_key, &key) != ERR_NONE)
		return call_fail(call, ERR_UNREADABLE, "The session's key cannot be opened.");
	const struct seal_place place = {
		.tenant_id = call->tenant->id,
		.table = TEXT("chat_notes"),
		.column = TEXT("content"),
		.session_id = view->id,
		.row_id = uuid_random(),
		.sender_type = side_word(SIDE_AGENT),
		.sender_id = who_sender_id(&call->arena, &call->who),
	};
	struct text sealed = seal(&call->arena, &key, &place, call->chat->content);
	seal_key_wipe(&key);
	return transfer(call, place.row_id, sealed);
}

/* NULL, or why it will not do; absent where nothing is said. */
static const char *take_note(struct call *call, struct text *ret_note)
{
	const struct json *member = json_member(call->body, "note");
	struct text note;
	if (!member || json_is_null(member))
		return NULL;
	if (!json_text(member, &note) || note.size > NOTE_SIZE_MAX)
		return "note must be a text of up to 4000 bytes.";
	if (note.size == 0)
		return NULL;
	const char *fault = typed_take(&call->arena, TYPED_LINES, &note);
	if (fault)
		return arena_string(&call->arena, "note %s.", fault);
	*ret_note = note;
	return NULL;
}

/* --- the request -------------------------------------------------------------------------- */
struct next session_transfer(struct call *call)
{
	struct chat_work *work = chat_work(call);
	const struct json *wanted = json_member(call->body, "agentId");
	bool is_to_agent = wanted && !json_is_null(wanted);
	work->to_agent_id = is_to_agent ? ARENA_NEW(&call->arena, struct uuid) : NULL;
	if (is_to_agent && !json_uuid(wanted, work->to_agent_id))
		return call_fail(call, ERR_INVALID, "agentId must be an agent's id.");
	work->content = TEXT_ABSENT;
	const char *fault = take_note(call, &work->content);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	if (!text_is_absent(work->content))
		return session_load(call, call_path_uuid(call, 0), seal_note);
	return transfer(call, (struct uuid){0}, TEXT_ABSENT);
}
