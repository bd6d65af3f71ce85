/*
 * PATCH /api/support/chat/attributes: what a page says of its visitor beside name and address, and
 * what of it the merchant has signed; and the same as agents read it. A chat needs none of it: what
 * will not do is refused here, and nothing else is.
 */
#include "accounts/accounts.h"

#include "accounts/attribute_input.h"
#include "call/tenant.h"
#include "sockets/visitor_retire.h"
#include "sql_accounts.h"

/* A change of attributes; what is not said is absent. */
struct change {
	struct text said;    /* as it is kept */
	struct text vouched; /* the same of what was signed */
	struct text identifier;
};

/* --- what is refused ---------------------------------------------------------------------- */
static const struct {
	struct text outcome;
	enum err err;
	const char *sentence;
} refusals[] = {
	{{"absent", 6}, ERR_ABSENT, NULL},
	{{"denied", 6}, ERR_DENIED, "The visitor is not that customer."},
	{{"many", 4}, ERR_FIELD, "attributes must come to no more than 30 with those from before."},
};

static struct next refuse(struct call *call, struct text outcome)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (text_equals(refusals[i].outcome, outcome))
			return call_fail(call, refusals[i].err, refusals[i].sentence);
	return call_fail(call, ERR_INTERNAL, NULL);
}

static struct next noted(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_visitor_attributes_note_row row = sql_visitor_attributes_note_row(answer, 0);
	if (!text_equals(row.outcome, TEXT("done")))
		return refuse(call, row.outcome);
	if (!row.has_session_id)
		return call_answer_empty(call);
	struct uuid *shown = arena_array(&call->arena, 1, sizeof(*shown));
	*shown = row.session_id;
	return visitor_sessions_tell(call, TEXT_ABSENT, shown, 1, call_answer_empty);
}

/* --- what is said ------------------------------------------------------------------------- */
static const char *read_signed(struct call *call, struct text text, struct change *change)
{
	struct json *object = NULL;
	if (text.size > ATTRIBUTES_SIGNED_SIZE_MAX || json_parse(text, &object) != ERR_NONE)
		return "signedAttributes must be a JSON object as a text of up to 16384 bytes.";
	const char *fault = attribute_input_read(
		&call->arena, "signedAttributes", object, ATTRIBUTES_MAX, &change->vouched);
	json_free(&object);
	return fault;
}

static uint64_t limit(struct call *call)
{
	return call_limit(call, LIMIT_EVENT_SENDER,
		arena_printf(&call->arena, "%s/%s", call->tenant->role, call->who.visitor_id));
}

struct next visitor_attributes_change(struct call *call)
{
	struct change change = {.identifier = accounts_member(call, "identifier")};
	const struct json *said = json_member(call->body, "attributes");
	struct text text = accounts_member(call, "signedAttributes");
	const char *fault = said ? attribute_input_read(&call->arena, "attributes", said,
					   ATTRIBUTES_MAX, &change.said)
				 : NULL;
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	if (!text_is_absent(text) &&
		!attributes_hash_matches(call->tenant->identity_secret, change.identifier, text,
			accounts_member(call, "attributesHash")))
		return call_fail(call, ERR_DENIED, "The attributes' hash does not prove them.");
	fault = text_is_absent(text) ? NULL : read_signed(call, text, &change);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	uint64_t wait_ms = limit(call);
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	return sql_visitor_attributes_note(call, noted, text_from(call->who.visitor_id),
		change.said, change.identifier, change.vouched);
}

/* --- GET /api/admin/support/chat/{sessionId}/attributes ----------------------------------- */
struct next visitor_attributes_get(struct call *call)
{
	return sql_visitor_attributes(call, db_answer_json, call_path_uuid(call, 0));
}
