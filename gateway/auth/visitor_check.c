/*
 * A visitor's token. Its hash is bound to tenant and origin, so that a token carried to another
 * page or tenant is simply unknown.
 */
#include "auth/work.h"

#include <string.h>

#include "auth/proofs.h"
#include "auth/visitor.h"
#include "auth/visitor_id.h"
#include "call/tenant.h"
#include "pg/tenants.h"
#include "sql_gateway.h"

static struct next look_up(struct call *call);

/* Whoever may come without a token may come with a bad one: a browser keeps what has expired. */
static struct next give_up(struct call *call)
{
	return call->auth->access == ACCESS_TENANT ? call->auth->then(call) : auth_refuse(call);
}

/* Under the newest master's hash, whichever it was found by: that one is looked for first. */
static void keep_proof(struct call *call)
{
	const struct auth_work *work = call->auth;
	uint8_t hash[TOKEN_HASH_SIZE];

	if (visitor_token_hash(call, 0, work->proof, work->origin, hash))
		proofs_keep(call->parts, call->tenant->id, hash, &call->who);
}

/* --- before a customer is refused ------------------------------------------------------------- */
/* From the start, with nothing left of what was found for the former id. */
static struct next handle_anew(struct call *call)
{
#define SERVICE(name) call->name = NULL;
#include "services.def"
#undef SERVICE
	return call->auth->then(call);
}

static struct next doubt(struct call *call)
{
	return visitor_look_again(call, handle_anew);
}

static struct next proven(struct call *call)
{
	if (call->auth->access == ACCESS_VISITOR && call->kind == CALL_REST &&
		visitor_id_is_proven(text_from(call->who.visitor_id)))
		call->doubt = doubt;
	return call->auth->then(call);
}

/* --- the token -------------------------------------------------------------------------------- */
static struct next found(struct call *call)
{
	keep_proof(call);
	return proven(call);
}

static struct next looked_up(struct call *call, const struct sql_answer *answer)
{
	struct sql_visitor_token_check_row row;

	if (answer->err)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0) {
		call->auth->master++;
		return look_up(call);
	}
	row = sql_visitor_token_check_row(answer, 0);
	if (row.visitor_id.size > VISITOR_ID_SIZE)
		return give_up(call);
	call->who = (struct who){.kind = WHO_VISITOR, .expires_us = row.expires_at};
	memcpy(call->who.visitor_id, row.visitor_id.data, row.visitor_id.size);
	return auth_check_origin(call, found);
}

static struct next look_up(struct call *call)
{
	const struct auth_work *work = call->auth;
	uint8_t hash[TOKEN_HASH_SIZE];

	if (work->proof.size != VISITOR_TOKEN_SIZE ||
		!visitor_token_hash(call, work->master, work->proof, work->origin, hash))
		return give_up(call);
	if (work->master == 0 && proofs_find(call->parts, call->tenant->id, hash, &call->who))
		return auth_check_origin(call, proven);
	return sql_visitor_token_check(call, looked_up,
		(struct text){(const char *)hash, sizeof hash}, visitor_token_end_us(call->parts));
}

static struct next tenant_entered(struct call *call, enum err err)
{
	if (err == ERR_ABSENT)
		return auth_refuse(call);
	if (err)
		return call_fail(call, err, NULL);
	return look_up(call);
}

struct next auth_check_visitor(struct call *call)
{
	struct uuid tenant_id;

	if (call->tenant)
		return look_up(call);
	if (!token_visitor_tenant(call->auth->proof, &tenant_id))
		return auth_refuse(call);
	call->auth->asked = tenant_id;
	return tenant_enter(call, tenant_id, tenant_entered);
}
