/*
 * An agent answers by mail: whoever left an address, and is not there to read. The message is
 * stored as any of the session's, and its mail enqueued, by one statement. What has ended stays
 * ended: the answer stands in the visitor's open session, else in a new one of the same
 * conversation, which the agent has; an answer to it finds that one, or begins the next.
 */
#include "mail.h"

#include "base/email.h"
#include "base/typed.h"
#include "call/tenant.h"
#include "live.h"
#include "mails.h"
#include "outside/mail_server.h"
#include "outside/outside.h"
#include "reply_address.h"
#include "session.h"
#include "sql_chat.h"
#include "untold.h"

/* --- whether it can be ------------------------------------------------------------------------ */
/* A word for clients and a sentence for people; NULL where it can. */
struct hindrance {
	const char *word, *sentence;
};

static const struct hindrance hindrances[] = {
	{"off", "Answers by mail are switched off."},
	{"no_domain", "Answers to mails do not come in at this installation."},
	{"no_address", "The visitor has left no e-mail address."},
	{"suppressed", "The mail server has refused this address for good."},
};

enum { HINDERED_OFF, HINDERED_DOMAIN, HINDERED_ADDRESS, HINDERED_SUPPRESSED };

static const struct hindrance *find_hindrance(
	struct call *call, const struct sql_chat_mail_reply_row *row, struct email *ret_address)
{
	if (!row->has_replies)
		return &hindrances[HINDERED_OFF];
	if (text_is_absent(reply_address_of(call, call->chat->view.id)))
		return &hindrances[HINDERED_DOMAIN];
	if (text_is_absent(row->address) || email_read(row->address, ret_address) != ERR_NONE)
		return &hindrances[HINDERED_ADDRESS];
	return row->is_suppressed ? &hindrances[HINDERED_SUPPRESSED] : NULL;
}

/* --- told ------------------------------------------------------------------------------------- */
static struct next sent(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_mail_send_row row = sql_chat_mail_send_row(answer, 0);
	if (text_equals(row.outcome, TEXT("ended")))
		return call_fail(call, ERR_STATE, "The session has ended in this moment.");
	if (text_equals(row.outcome, TEXT("conflict")))
		return call_fail(call, ERR_CONFLICT, "The id has another content.");
	if (text_equals(row.outcome, TEXT("erased")))
		return call_fail(call, ERR_ABSENT, NULL);
	if (text_equals(row.outcome, TEXT("fresh")))
		message_by_mail_tell(call, row.seq, row.created_at);
	return session_changed(call, call->chat->view.id, 201);
}

/* --- the mail --------------------------------------------------------------------------------- */
static void put(struct json_writer *json, const char *name, struct text text)
{
	if (text_is_absent(text))
		return;
	json_put_name(json, name);
	json_put_text(json, text);
}

/* What began with a visitor's mail goes on under its subject. */
static struct text find_subject(struct call *call, const struct sql_chat_mail_reply_row *row)
{
	static const struct text mark = TEXT("Re:");
	const struct mail_place place = {
		.message_id = row->first_id, .session_id = row->first_session_id};
	struct text subject = TEXT_ABSENT;
	if (text_is_absent(row->first_content) || text_is_absent(row->first_key) ||
		mail_open(call, &place, row->first_key, row->first_content, "subject", &subject) !=
			ERR_NONE ||
		subject.size == 0)
		return TEXT_ABSENT;
	struct text head = {subject.data, subject.size < mark.size ? subject.size : mark.size};
	return text_equals_folded(head, mark)
		       ? subject
		       : arena_printf(&call->arena, "Re: %.*s", TEXT_ARG(subject));
}

static struct text write_parameters(
	struct call *call, const struct sql_chat_mail_reply_row *row, struct text subject)
{
	struct json_writer json;
	json_writer_init(&json, &call->arena);
	json_open_object(&json);
	put(&json, "from", row->agent_name);
	put(&json, "subject", subject);
	put(&json, "replyTo", reply_address_of(call, call->chat->view.id));
	put(&json, "references", row->message_references);
	json_close_object(&json);
	return mail_seal(call, call->chat->message_id, json_writer_text(&json));
}

static struct next send_mail(struct call *call, const struct sql_answer *answer)
{
	const struct chat_work *work = call->chat;
	struct text agent_id = who_sender_id(&call->arena, &call->who);
	struct email address;
	struct text sealed;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_mail_reply_row row = sql_chat_mail_reply_row(answer, 0);
	const struct hindrance *hindrance = find_hindrance(call, &row, &address);
	if (hindrance)
		return call_fail(call, ERR_STATE, hindrance->sentence);
	if (!message_by_mail_seal(call, SIDE_AGENT, agent_id, &sealed))
		return call_fail(call, ERR_UNREADABLE, NULL);
	struct text subject = find_subject(call, &row);
	return sql_chat_mail_send(call, sent, work->message_id, work->view.id, call->who.agent_id,
		sealed, fingerprint_bytes(work),
		text_is_absent(subject) ? TEXT("chat.reply") : TEXT("chat.answer"),
		arena_copy(&call->arena, text_from(address.normal)),
		outside_mail_service(call->parts->outside)->our_host,
		write_parameters(call, &row, subject));
}

/* --- the session ------------------------------------------------------------------------------ */
static struct next followed_loaded(struct call *call, enum err err)
{
	return err == ERR_NONE ? sql_chat_mail_reply(
					 call, send_mail, call->chat->view.id, call->who.agent_id)
			       : call_fail(call, err, NULL);
}

static struct next followed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_session_follow_row row = sql_chat_session_follow_row(answer, 0);
	if (text_equals(row.outcome, TEXT("queue_full")))
		return call_fail(call, ERR_QUEUE_FULL, NULL);
	if (text_equals(row.outcome, TEXT("taken")))
		return call_fail(call, ERR_CONFLICT,
			arena_string(
				&call->arena, "%.*s has the visitor's chat.", TEXT_ARG(row.name)));
	if (!text_equals(row.outcome, TEXT("done")))
		return session_move_refuse(call, row.outcome, TEXT_ABSENT);
	return session_load(call, row.session_id, followed_loaded);
}

/* What would hinder the mail is said before a session begins for its sake. */
static struct next follow(struct call *call, const struct sql_answer *answer)
{
	struct email address;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_mail_reply_row row = sql_chat_mail_reply_row(answer, 0);
	const struct hindrance *hindrance = find_hindrance(call, &row, &address);
	struct uuid new_id = uuid_random();
	if (hindrance)
		return call_fail(call, ERR_STATE, hindrance->sentence);
	return sql_chat_session_follow(call, followed, call->chat->view.id, call->who.agent_id,
		new_id, session_key_make(call->tenant->keys, &call->arena, new_id));
}

static struct next loaded(struct call *call, enum err err)
{
	const struct session_view *view = &call->chat->view;
	bool is_own = view->has_agent && uuid_equals(view->agent_id, call->who.agent_id);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	if (view->status == SESSION_ENDED)
		return sql_chat_mail_reply(call, follow, view->id, call->who.agent_id);
	if (view->status != SESSION_ACTIVE || (!is_own && call->who.role < ROLE_SUPERVISOR))
		return call_fail(call, ERR_DENIED, "Take the session first.");
	return sql_chat_mail_reply(call, send_mail, view->id, call->who.agent_id);
}

struct next session_mail(struct call *call)
{
	struct chat_work *work = chat_work(call);
	if (!json_uuid(json_member(call->body, "id"), &work->message_id))
		return call_fail(call, ERR_INVALID, "id must be a UUID.");
	if (!json_text(json_member(call->body, "content"), &work->content) ||
		work->content.size == 0 || work->content.size > CONTENT_SIZE_MAX)
		return call_fail(call, ERR_FIELD, "content must be a text of 1 to 16000 bytes");
	const char *fault = typed_take(&call->arena, TYPED_LINES, &work->content);
	if (fault)
		return call_fail(call, ERR_FIELD, arena_string(&call->arena, "content %s.", fault));
	uint64_t wait_ms = sender_limit_take(call, LIMIT_MESSAGE_SENDER);
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, "Too many messages at once.", wait_ms);
	return session_load(call, call_path_uuid(call, 0), loaded);
}

/* --- GET /{sessionId}/mail -------------------------------------------------------------------- */
static struct next looked(struct call *call, const struct sql_answer *answer)
{
	struct email address = {""};
	struct json_writer json;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_mail_reply_row row = sql_chat_mail_reply_row(answer, 0);
	const struct hindrance *hindrance = find_hindrance(call, &row, &address);
	json_writer_init(&json, &call->arena);
	json_open_object(&json);
	json_put_name(&json, "isPossible");
	json_put_bool(&json, !hindrance);
	if (hindrance)
		put(&json, "hindrance", text_from(hindrance->word));
	if (*address.normal)
		put(&json, "address", text_from(address.normal));
	put(&json, "replyTo", reply_address_of(call, call->chat->view.id));
	json_close_object(&json);
	return call_answer(call, 200, json_writer_text(&json));
}

struct next session_mail_look(struct call *call)
{
	chat_work(call)->view.id = call_path_uuid(call, 0);
	return sql_chat_mail_reply(call, looked, call->chat->view.id, call->who.agent_id);
}

/* --- GET /{sessionId}/messages/{messageId}/mail ----------------------------------------------- */
static struct next opened(struct call *call, const struct sql_answer *answer)
{
	struct json_writer json;
	struct text whole;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_mail_original_row row = sql_chat_mail_original_row(answer, 0);
	const struct mail_place place = {
		.message_id = call->chat->message_id, .session_id = row.key_session_id};
	enum err err = mail_open_whole(call, &place, row.wrapped_key, row.content, &whole);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	json_writer_init(&json, &call->arena);
	json_open_object(&json);
	put(&json, "address", row.address);
	json_put_name(&json, "isKnown");
	json_put_bool(&json, row.is_known);
	json_put_name(&json, "mail");
	json_put_raw(&json, whole);
	json_close_object(&json);
	return call_answer(call, 200, json_writer_text(&json));
}

struct next message_original(struct call *call)
{
	chat_work(call)->message_id = call_path_uuid(call, 1);
	return sql_chat_mail_original(
		call, opened, call_path_uuid(call, 0), call->chat->message_id);
}
