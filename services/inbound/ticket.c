/* A mail that answers a ticket's: it is a comment of it at once, sealed under the ticket's key, in
 * the statement that opens the ticket again. */
#include "base/email.h"
#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "inbound/content.h"
#include "inbound/inbound.h"
#include "sql_inbound.h"

static struct next kept(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	bool is_new = sql_inbound_ticket_keep_row(answer, 0).is_new;
	metric_add(
		call->parts->env.metrics, is_new ? METRIC_MAILS_TAKEN : METRIC_MAILS_REPEATED, 1);
	return call_answer_empty(call);
}

static struct next keep(
	struct call *call, const struct sql_inbound_ticket_row *row, const struct seal_key *key)
{
	const struct inbound_work *work = call->inbound;
	const struct mail_reading *reading = &work->reading;
	const struct seal_place place = {.tenant_id = call->tenant->id,
		.table = TEXT("ticket_comments"),
		.column = TEXT("content"),
		.session_id = work->token.session_id,
		.row_id = uuid_random(),
		.sender_type = TEXT("visitor"),
		.sender_id = row->visitor_id};
	uint8_t fingerprint[FINGERPRINT_SIZE];
	struct email email;
	bool is_known = email_read(row->requester_email, &email) == ERR_NONE &&
			text_equals(text_from(email.normal), reading->from_address);
	struct text message = content_message(&call->arena, reading, false, row->locale);
	struct text sealed = seal(&call->arena, key, &place, message);
	seal_fingerprint(key, message, fingerprint);
	return sql_inbound_ticket_keep(call, kept, place.row_id, place.session_id, row->visitor_id,
		reading->message_id, reading->from_address, is_known, sealed,
		(struct text){(const char *)fingerprint, sizeof(fingerprint)});
}

static struct next found(struct call *call, const struct sql_answer *answer)
{
	struct seal_key key;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_inbound_ticket_row row = sql_inbound_ticket_row(answer, 0);
	if (session_key_open(call->tenant->keys, call->inbound->token.session_id, row.wrapped_key,
		    &key) != ERR_NONE)
		return call_fail(call, ERR_UNREADABLE, NULL);
	struct next next = keep(call, &row, &key);
	seal_key_wipe(&key);
	return next;
}

struct next ticket_take(struct call *call)
{
	struct uuid ticket_id = call->inbound->token.session_id;
	return sql_inbound_ticket(call, found, ticket_id,
		session_key_make(call->tenant->keys, &call->arena, ticket_id));
}
