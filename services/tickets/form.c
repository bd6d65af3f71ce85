/*
 * POST /api/support/chat/offline: what somebody leaves where nobody answers right away is a ticket.
 * Its id is the form's, so that a form which comes again, to whichever replica, makes none. What
 * they wrote is sealed under the ticket's key; the subject says whom it is from, and nothing of it.
 *
 * They are told by a mail that it has come. Anybody's address can be left here: such a mail says
 * nothing of what was written, and an address gets few an hour.
 */
#include "base/web_address.h"
#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "mails.h"
#include "reply_address.h"
#include "sql_tickets.h"
#include "tickets/form_input.h"
#include "tickets/tickets.h"
#include "told.h"

enum { RETRY_MS = 2000, TRIES_MOST = 2 };

struct form_work {
	struct form_input input;
	struct text content; /* what is said in the ticket */
	size_t tries;
	bool is_first; /* no ticket had this form's id when it was looked for */
	bool is_mailed;
};

/* --- the answer ------------------------------------------------------------------------------- */
static struct next fail(struct call *call, enum err err)
{
	return err == ERR_BUSY || err == ERR_UNCERTAIN ? call_fail_later(call, err, NULL, RETRY_MS)
						       : call_fail(call, err, NULL);
}

static struct next answer_number(struct call *call, int64_t number, int status)
{
	struct json_writer json;
	json_writer_init(&json, &call->arena);
	json_open_object(&json);
	json_put_name(&json, "formId");
	json_put_uuid(&json, call->tickets->form->input.id);
	json_put_name(&json, "number");
	json_put_int64(&json, number);
	json_close_object(&json);
	return call_answer(call, status, json_writer_text(&json));
}

/* --- in order: the key, what is sealed under it, the statement -------------------------------- */
static struct next begin(struct call *call);

static struct next made(struct call *call, const struct sql_answer *answer)
{
	const struct form_work *form = call->tickets->form;
	if (answer->err != ERR_NONE)
		return fail(call, answer->err);
	struct sql_ticket_form_row row = sql_ticket_form_row(answer, 0);
	if (text_equals(row.outcome, TEXT("done"))) {
		ticket_tell_changed(call, row.digest);
		return answer_number(call, row.number, 201);
	}
	if (text_equals(row.outcome, TEXT("known")))
		return answer_number(call, row.number, 200);
	/* Made in this moment by another, under another key, it cannot be told from something else.
	 */
	if (form->is_first && form->tries < TRIES_MOST)
		return begin(call);
	return call_fail(call, ERR_CONFLICT, "A form with this id said something else");
}

/* Whether an address has had enough of them the statement knows, which makes the ticket once. */
static bool may_be_mailed(struct call *call)
{
	return call_limit(call, LIMIT_FORM_MAILS, text_from(call->tenant->role)) == 0;
}

static struct text mail_parameters(struct call *call, struct uuid mail_id)
{
	struct text reply_to = reply_address_of(call, call->tickets->ticket_id);
	struct json_writer json;
	json_writer_init(&json, &call->arena);
	json_open_object(&json);
	if (!text_is_absent(reply_to)) {
		json_put_name(&json, "replyTo");
		json_put_text(&json, reply_to);
	}
	json_close_object(&json);
	return mail_seal(call, mail_id, json_writer_text(&json));
}

static struct next make(struct call *call, struct text wrapped, const struct seal_key *key)
{
	const struct form_work *form = call->tickets->form;
	const struct form_input *input = &form->input;
	const struct uuid mail_id = uuid_random();
	const struct seal_place place = ticket_comment_place(call);
	uint8_t bytes[FINGERPRINT_SIZE];
	struct text sealed = seal(&call->arena, key, &place, form->content);
	seal_fingerprint(key, form->content, bytes);
	return sql_ticket_form(call, made, input->id, wrapped, place.sender_id, input->name,
		input->email, sealed, (struct text){(const char *)bytes, sizeof(bytes)}, mail_id,
		form->is_mailed ? input->normal : TEXT_ABSENT, input->locale,
		form->is_mailed ? mail_parameters(call, mail_id) : TEXT_ABSENT);
}

static struct next key_found(struct call *call, const struct sql_answer *answer)
{
	struct form_work *form = call->tickets->form;
	struct uuid id = form->input.id;
	struct seal_key key;
	if (answer->err != ERR_NONE)
		return fail(call, answer->err);
	form->is_first = answer->row_count == 0;
	form->is_mailed = form->is_first && (form->is_mailed || may_be_mailed(call));
	struct text wrapped = form->is_first
				      ? session_key_make(call->tenant->keys, &call->arena, id)
				      : sql_ticket_form_key_row(answer, 0).held;
	if (session_key_open(call->tenant->keys, id, wrapped, &key) != ERR_NONE)
		return call_fail(call, ERR_UNREADABLE, NULL);
	struct next next = make(call, wrapped, &key);
	seal_key_wipe(&key);
	return next;
}

static struct next begin(struct call *call)
{
	call->tickets->form->tries++;
	return sql_ticket_form_key(call, key_found, call->tickets->form->input.id);
}

/* --- what is asked ---------------------------------------------------------------------------- */
/* What was written, and below it the page on which it was, as the tenant keeps it. */
static struct text content_of(struct call *call, const struct form_input *input)
{
	const struct tenant *tenant = call->tenant;
	struct text page;
	if (text_is_absent(input->page_url) ||
		!web_address_keep(&call->arena, input->page_url, tenant->kept_parameters,
			tenant->kept_parameter_count, &page))
		return input->message;
	return arena_printf(&call->arena, "%.*s\n\n%.*s", TEXT_ARG(input->message), TEXT_ARG(page));
}

struct next ticket_form(struct call *call)
{
	struct tickets_work *work = tickets_work(call);
	struct form_work *form = ARENA_NEW(&call->arena, struct form_work);
	const char *fault = form_input_read(&call->arena, call->body, &form->input);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	uint64_t wait_ms = call_limit(call, LIMIT_FORM_ADDRESS, call_peer(call));
	if (wait_ms > 0)
		return call_fail_later(
			call, ERR_TOO_MANY, "Too many messages were left from here", wait_ms);
	work->form = form;
	work->ticket_id = form->input.id;
	work->comment_id = form->input.id;
	form->content = content_of(call, &form->input);
	return begin(call);
}
