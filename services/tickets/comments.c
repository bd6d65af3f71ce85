/* /api/admin/support/tickets/{id}/comments and …/history: what was said in a ticket, and what
 * became of it. */
#include "base/email.h"
#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "mails.h"
#include "outside/mail_server.h"
#include "outside/outside.h"
#include "paging.h"
#include "pg/db.h"
#include "reply_address.h"
#include "sql_tickets.h"
#include "tickets/tickets.h"
#include "told.h"

enum { PAGE_BYTES_MOST = 256 * 1024 }; /* of sealed contents, unless it is a single one */

/* --- what is said: the ticket's key, the statement, the answer -------------------------------- */
static struct next answer_comment(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->item_count == 0)
		return call_fail(call, ERR_ABSENT, NULL);
	return call_answer(call, 201, answer->items[0]);
}

static struct next read_comment(struct call *call)
{
	const struct tickets_work *work = call->tickets;
	return sql_ticket_comment_get(call, answer_comment, work->ticket_id, work->comment_id);
}

static struct next said(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_ticket_comment_row row = sql_ticket_comment_row(answer, 0);
	bool is_known = text_equals(row.outcome, TEXT("known"));
	if (!is_known && !text_equals(row.outcome, TEXT("done")))
		return ticket_refuse(call, row.outcome);
	if (!is_known)
		ticket_tell_changed(call, row.digest);
	return call->tickets->said_then(call);
}

static void put_value(struct json_writer *json, const char *name, struct text text)
{
	if (text_is_absent(text))
		return;
	json_put_name(json, name);
	json_put_text(json, text);
}

/* The mail to who asks; absent, and nobody is written to, where the comment is not for them or they
 * have left no address. */
static struct text write_mail(
	struct call *call, const struct sql_ticket_key_row *row, struct text *ret_recipient)
{
	const struct tickets_work *work = call->tickets;
	struct json_writer json;
	struct email address;
	*ret_recipient = TEXT_ABSENT;
	if (!work->input.is_public || text_is_absent(row->address) ||
		email_read(row->address, &address) != ERR_NONE)
		return TEXT_ABSENT;
	*ret_recipient = arena_copy(&call->arena, text_from(address.normal));
	json_writer_init(&json, &call->arena);
	json_open_object(&json);
	put_value(&json, "from", row->agent_name);
	put_value(&json, "subject",
		arena_printf(&call->arena, "[#%lld] %.*s", (long long)row->number,
			TEXT_ARG(row->subject)));
	put_value(&json, "replyTo", reply_address_of(call, work->ticket_id));
	put_value(&json, "references", row->message_references);
	json_close_object(&json);
	return mail_seal(call, work->comment_id, json_writer_text(&json));
}

static struct next say(struct call *call, const struct sql_answer *answer)
{
	const struct tickets_work *work = call->tickets;
	uint8_t fingerprint[FINGERPRINT_SIZE];
	struct seal_key key;
	struct text recipient;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_ticket_key_row row = sql_ticket_key_row(answer, 0);
	if (session_key_open(call->tenant->keys, work->ticket_id, row.held, &key) != ERR_NONE)
		return call_fail(call, ERR_UNREADABLE, "The ticket's key cannot be opened.");
	const struct seal_place place = ticket_comment_place(call);
	struct text sealed = seal(&call->arena, &key, &place, work->input.content);
	seal_fingerprint(&key, work->input.content, fingerprint);
	seal_key_wipe(&key);
	struct text parameters = write_mail(call, &row, &recipient);
	return sql_ticket_comment(call, said, work->ticket_id, work->comment_id,
		ticket_author(call), call->who.role >= ROLE_ADMIN, work->input.is_public, sealed,
		(struct text){(const char *)fingerprint, sizeof(fingerprint)}, work->input.given,
		recipient, outside_mail_service(call->parts->outside)->our_host, parameters);
}

struct next ticket_say(struct call *call, call_step then)
{
	struct tickets_work *work = tickets_work(call);
	work->said_then = then;
	return sql_ticket_key(call, say, work->ticket_id,
		session_key_make(call->tenant->keys, &call->arena, work->ticket_id),
		call->who.agent_id);
}

struct next ticket_comment_add(struct call *call)
{
	struct tickets_work *work = tickets_work(call);
	const char *fault = ticket_input_comment(&call->arena, call->body, &work->input);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	work->ticket_id = call_path_uuid(call, 0);
	work->comment_id = work->input.has_id ? work->input.id : uuid_random();
	return ticket_say(call, read_comment);
}

/* --- what was said ---------------------------------------------------------------------------- */
static struct next answer_page(struct call *call, const struct sql_answer *answer)
{
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text next = sql_ticket_comments_row(answer, 0).next;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "items");
	json_open_array(&writer);
	for (size_t i = 0; i < answer->item_count; i++)
		json_put_raw(&writer, answer->items[i]);
	json_close_array(&writer);
	if (!text_is_absent(next)) {
		json_put_name(&writer, "next");
		json_put_text(&writer, next);
	}
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

struct next ticket_comment_list(struct call *call)
{
	struct text cursor;
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	return sql_ticket_comments(call, answer_page, call_path_uuid(call, 0), cursor,
		paging_most(call), PAGE_BYTES_MOST);
}

struct next ticket_history(struct call *call)
{
	struct text cursor;
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	return sql_ticket_history(
		call, db_answer_json, call_path_uuid(call, 0), cursor, paging_most(call));
}
