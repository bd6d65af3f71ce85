/* POST /api/support/chat/identify: the merchant's page says who its visitor is, and proves it. */
#include "accounts/accounts.h"

#include <string.h>

#include "auth/visitor_id.h"
#include "base/email.h"
#include "base/typed.h"
#include "sockets/visitor_retire.h"
#include "sql_accounts.h"

static struct next token_issued(struct call *call, enum err err, const struct visitor_token *token)
{
	struct json_writer writer;
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "visitorId");
	json_put_text(&writer, text_from(call->accounts->customer.id));
	json_put_name(&writer, "token");
	json_put_text(&writer, text_from(token->text));
	json_put_name(&writer, "tokenExpiresAt");
	json_put_time(&writer, token->expires_us);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next issue_token(struct call *call)
{
	return visitor_token_issue(
		call, text_from(call->accounts->customer.id), call_origin(call), token_issued);
}

/* Those whose ids are no more are let go before anybody is told what their sessions show now. */
static struct next tell(struct call *call, const struct sql_visitor_prove_row *row)
{
	struct text before = text_from(call->who.visitor_id);
	bool was_anonymous = !visitor_id_is_proven(before);
	size_t count = row->session_ids.size / sizeof(struct uuid);
	struct uuid *ids = arena_array(&call->arena, count, sizeof(*ids));
	for (size_t i = 0; i < count; i++)
		memcpy(ids[i].bytes, row->session_ids.data + i * sizeof(*ids), sizeof(*ids));
	if (was_anonymous)
		visitor_retire(call, before);
	if (!text_is_absent(row->gave_way))
		visitor_retire(call, row->gave_way);
	return visitor_sessions_tell(
		call, was_anonymous ? before : row->gave_way, ids, count, issue_token);
}

static struct next identified(struct call *call, const struct sql_answer *answer)
{
	char *id = call->accounts->customer.id;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_visitor_prove_row row = sql_visitor_prove_row(answer, 0);
	if (row.customer_id.size > VISITOR_ID_SIZE)
		return call_fail(call, ERR_INTERNAL, NULL);
	memset(id, 0, VISITOR_ID_SIZE + 1);
	memcpy(id, row.customer_id.data, row.customer_id.size);
	return tell(call, &row);
}

/* A sentence that names the first text that will not do, or NULL. */
static const char *fault_of(
	struct arena *arena, struct text *identifier, struct text *name, struct text email)
{
	const char *fault = typed_take(arena, TYPED_LINE, identifier);
	if (fault)
		return arena_string(arena, "identifier %s", fault);
	if (identifier->size > NAME_SIZE_MAX || name->size > NAME_SIZE_MAX)
		return "identifier and name may have up to 255 bytes";
	fault = text_is_absent(*name) ? NULL : typed_take(arena, TYPED_NAME, name);
	if (fault)
		return arena_string(arena, "name %s", fault);
	if (!text_is_absent(email) && !email_is_address(email))
		return "email must be an e-mail address";
	return NULL;
}

struct next visitor_identify(struct call *call)
{
	struct accounts_work *work = accounts_work(call);
	struct text identifier = accounts_member(call, "identifier");
	struct text name = accounts_member(call, "name"), email = accounts_member(call, "email");
	if (text_is_absent(identifier))
		return call_fail(call, ERR_INVALID, "identifier is needed");
	const char *fault = fault_of(&call->arena, &identifier, &name, email);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	uint64_t wait_ms = call_limit(call, LIMIT_SESSION_ADDRESS, call_peer(call));
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	enum err err = visitor_id_prove(
		call->tenant, identifier, accounts_member(call, "identifierHash"), &work->customer);
	if (err != ERR_NONE)
		return call_fail(call, err, "The identifier's hash does not prove it");
	return sql_visitor_prove(call, identified, text_from(call->who.visitor_id),
		text_from(work->customer.id), text_from(work->customer.former), identifier, name,
		email);
}
