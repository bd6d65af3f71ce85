/* What messages that come by mail and such as go share. */
#include "mail.h"

#include <string.h>

#include "call/tenant.h"
#include "crypto/keyring.h"

static struct seal_place place_of(const struct call *call, const struct mail_place *place)
{
	return (struct seal_place){.tenant_id = call->tenant->id,
		.table = TEXT("message_mails"),
		.column = TEXT("content"),
		.session_id = place->session_id,
		.row_id = place->message_id};
}

enum err mail_open_whole(struct call *call, const struct mail_place *place, struct text wrapped_key,
	struct text content, struct text *ret_json)
{
	const struct seal_place sealed_at = place_of(call, place);
	struct seal_key key;
	enum err err = session_key_open(call->tenant->keys, place->session_id, wrapped_key, &key);
	if (err != ERR_NONE)
		return err;
	err = seal_open(&call->arena, &key, &sealed_at, content, ret_json);
	seal_key_wipe(&key);
	return err;
}

enum err mail_open(struct call *call, const struct mail_place *place, struct text wrapped_key,
	struct text content, const char *member, struct text *ret_text)
{
	struct text plain, text = TEXT_ABSENT;
	struct json *json = NULL;
	enum err err = mail_open_whole(call, place, wrapped_key, content, &plain);
	if (err == ERR_NONE && json_parse(plain, &json) != ERR_NONE)
		err = ERR_UNREADABLE;
	if (err != ERR_NONE)
		return err;
	if (json_text(json_member(json, member), &text))
		*ret_text = arena_copy(&call->arena, text);
	json_free(&json);
	return ERR_NONE;
}

bool message_by_mail_seal(
	struct call *call, enum side side, struct text sender_id, struct text *ret_sealed)
{
	struct chat_work *work = call->chat;
	const struct seal_place place = {.tenant_id = call->tenant->id,
		.table = TEXT("chat_messages"),
		.column = TEXT("content"),
		.session_id = work->view.id,
		.row_id = work->message_id,
		.sender_type = side_word(side),
		.sender_id = sender_id};
	struct seal_key key;
	if (session_key_open(call->tenant->keys, work->view.id, work->view.wrapped_key, &key) !=
		ERR_NONE)
		return false;
	*ret_sealed = seal(&call->arena, &key, &place, work->content);
	seal_fingerprint(&key, work->content, work->fingerprint);
	seal_key_wipe(&key);
	return true;
}

struct text fingerprint_bytes(const struct chat_work *work)
{
	return (struct text){(const char *)work->fingerprint, FINGERPRINT_SIZE};
}

/* As of a row that the writer has stored for somebody who is gone: nobody has seen it before. */
void message_by_mail_tell(struct call *call, int64_t seq, int64_t created_at_us)
{
	const struct chat_work *work = call->chat;
	struct writer_row row = {
		.tenant = call->tenant, .session_id = work->view.id, .id = work->message_id};
	const struct writer_result result = {
		.outcome = WRITER_FRESH, .seq = seq, .created_at_us = created_at_us};
	memcpy(row.fingerprint, work->fingerprint, FINGERPRINT_SIZE);
	message_stored(call->parts, &row, &result);
}
