/*
 * POST /api/admin/support/tickets: a ticket with its key, and the first words in it where there are
 * some, in one statement; what who asks may read is said as any comment is, which is then sent, and
 * a repeat goes on with that. POST /chat/{sessionId}/ticket: a ticket of a chat.
 */
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "rest/idempotency.h"
#include "sql_tickets.h"
#include "tickets/tickets.h"
#include "told.h"

/* --- in order: the key, the statement, what is for who asks, the answer ------------------------
 */
static struct next answer_ticket(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	return idempotency_answer(call, call->tickets->made_status, answer->json);
}

static struct next read_ticket(struct call *call)
{
	return sql_ticket_get(call, answer_ticket, call->tickets->ticket_id);
}

static bool is_for_requester(const struct call *call)
{
	const struct ticket_input *input = &call->tickets->input;
	return input->is_public && !text_is_absent(input->content);
}

static struct next made(struct call *call, const struct sql_answer *answer)
{
	struct tickets_work *work = call->tickets;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_ticket_make_row row = sql_ticket_make_row(answer, 0);
	bool is_new = text_equals(row.outcome, TEXT("done"));
	if (!is_new && !text_equals(row.outcome, TEXT("known")))
		return ticket_refuse(call, row.outcome);
	if (is_new)
		ticket_tell_changed(call, row.digest);
	work->made_status = is_new ? 201 : 200;
	if (!is_for_requester(call))
		return idempotency_answer(call, work->made_status, row.ticket);
	work->input.given = TEXT("{}");
	return ticket_say(call, read_ticket);
}

/* Absent where nothing is said that is between agents. */
static enum err seal_content(struct call *call, struct text wrapped, struct text *ret_sealed,
	uint8_t ret_fingerprint[FINGERPRINT_SIZE])
{
	const struct tickets_work *work = call->tickets;
	struct seal_key key;
	*ret_sealed = TEXT_ABSENT;
	if (text_is_absent(work->input.content) || work->input.is_public)
		return ERR_NONE;
	enum err err = session_key_open(call->tenant->keys, work->ticket_id, wrapped, &key);
	if (err != ERR_NONE)
		return err;
	const struct seal_place place = ticket_comment_place(call);
	*ret_sealed = seal(&call->arena, &key, &place, work->input.content);
	seal_fingerprint(&key, work->input.content, ret_fingerprint);
	seal_key_wipe(&key);
	return ERR_NONE;
}

static struct next make(struct call *call)
{
	struct tickets_work *work = tickets_work(call);
	const struct ticket_input *input = &work->input;
	uint8_t bytes[FINGERPRINT_SIZE];
	struct text sealed, fingerprint = {(const char *)bytes, sizeof(bytes)};
	work->ticket_id = input->has_id ? input->id : idempotency_uuid(call, "ticket");
	work->comment_id = work->ticket_id; /* so that it is said once, too */
	struct text wrapped = session_key_make(call->tenant->keys, &call->arena, work->ticket_id);
	if (seal_content(call, wrapped, &sealed, bytes) != ERR_NONE)
		return call_fail(call, ERR_UNREADABLE, NULL);
	return sql_ticket_make(call, made, work->ticket_id, wrapped, TEXT("agent"),
		ticket_author(call), TEXT("agent"), input->given, work->comment_id, false, sealed,
		text_is_absent(sealed) ? TEXT_ABSENT : fingerprint);
}

struct next ticket_make(struct call *call)
{
	const char *fault = ticket_input_new(&call->arena, call->body, &tickets_work(call)->input);
	return fault ? call_fail(call, ERR_FIELD, fault) : idempotency_begin(call, make);
}

/* --- of a chat -------------------------------------------------------------------------------- */
static struct next made_of_chat(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_ticket_make_of_chat_row row = sql_ticket_make_of_chat_row(answer, 0);
	return ticket_answer(call, row.outcome, row.ticket, row.digest, 201);
}

struct next ticket_make_of_chat(struct call *call)
{
	struct uuid ticket_id = uuid_random();
	struct text subject;
	const char *fault = ticket_input_subject(&call->arena, call->body, &subject);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_ticket_make_of_chat(call, made_of_chat, call_path_uuid(call, 0), ticket_id,
		session_key_make(call->tenant->keys, &call->arena, ticket_id), call->who.agent_id,
		subject);
}
