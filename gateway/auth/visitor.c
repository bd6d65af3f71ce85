/* Customers' ids, and visitors' tokens. */
#include "auth/visitor.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "auth/proofs.h"
#include "auth/visitor_id.h"
#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "pg/db.h"
#include "sql_gateway.h"

enum { IDENTIFIER_SIZE_MAX = 255 };

struct visitor_work {
	struct visitor_token token;
	visitor_token_then then;
	call_step renewed;
};

/* One customer of one tenant is one visitor on every device. */
static void derive_ids(
	const struct tenant *tenant, struct text identifier, struct customer_ids *ret_ids)
{
	static const uint8_t use[16] = "frontdesk.custid", former_use[16] = "frontdesk.custom";
	struct uuid bytes;
	int failed;

	static_assert(sizeof bytes.bytes == TENANT_HASH_SIZE, "an id has a hash's bytes");
	tenant_keys_hash(tenant->keys, use, identifier, bytes.bytes);
	visitor_id_format(bytes, true, ret_ids->id);
	failed = crypto_generichash_blake2b_salt_personal(bytes.bytes, sizeof bytes.bytes,
		(const uint8_t *)identifier.data, identifier.size, NULL, 0, tenant->id.bytes,
		former_use);
	assert(failed == 0);
	visitor_id_format(bytes, true, ret_ids->former);
}

enum err visitor_id_prove(const struct tenant *tenant, struct text identifier, struct text hash,
	struct customer_ids *ret_ids)
{
	if (identifier.size == 0 || identifier.size > IDENTIFIER_SIZE_MAX)
		return ERR_DENIED;
	if (!identifier_hash_matches(tenant->identity_secret, identifier, hash))
		return ERR_DENIED;
	derive_ids(tenant, identifier, ret_ids);
	return ERR_NONE;
}

bool visitor_token_hash(struct call *call, size_t master, struct text token, struct text origin,
	uint8_t ret_hash[TOKEN_HASH_SIZE])
{
	char id[UUID_TEXT_SIZE + 1];
	struct text purpose;

	uuid_format(call->tenant->id, id);
	purpose = arena_printf(&call->arena, "visitor:%s:%.*s", id, TEXT_ARG(origin));
	return token_hash_carried(
		call->parts->keyring, call->tenant->token_keys, master, purpose, token, ret_hash);
}

int64_t visitor_token_end_us(const struct parts *parts)
{
	return db_time_us(parts->db) +
	       parts->env.settings->visitor_token_days * 86400 * INT64_C(1000000);
}

static struct next stored(struct call *call, const struct sql_answer *answer)
{
	struct visitor_work *work = call->visitor;
	struct next next;

	next = work->then(call, answer->err, answer->err ? NULL : &work->token);
	sodium_memzero(&work->token, sizeof work->token);
	return next;
}

struct next visitor_token_issue(
	struct call *call, struct text visitor_id, struct text origin, visitor_token_then then)
{
	struct visitor_work *work = ARENA_NEW(&call->arena, struct visitor_work);
	uint8_t hash[TOKEN_HASH_SIZE];
	bool is_hashed;

	call->visitor = work;
	work->then = then;
	work->token.expires_us = visitor_token_end_us(call->parts);
	token_make_visitor(call->tenant->id, work->token.text);
	is_hashed = visitor_token_hash(call, 0, text_from(work->token.text), origin, hash);
	assert(is_hashed);
	return sql_visitor_token_store(call, stored, visitor_id,
		(struct text){(const char *)hash, sizeof hash}, origin, work->token.expires_us);
}

/* --- an id that gave way ---------------------------------------------------------------------- */
static struct next goes_by(struct call *call, const struct sql_answer *answer)
{
	const struct text before = arena_copy(&call->arena, text_from(call->who.visitor_id));
	struct text now;

	if (answer->err)
		return call_fail(call, answer->err, NULL);
	now = sql_visitor_goes_by_row(answer, 0).visitor_id;
	if (now.size > VISITOR_ID_SIZE || text_equals(now, before))
		return call_fail(call, ERR_ABSENT, NULL);
	proofs_forget(call->parts, call->tenant->id, before);
	memset(call->who.visitor_id, 0, sizeof call->who.visitor_id);
	memcpy(call->who.visitor_id, now.data, now.size);
	return call->visitor->renewed(call);
}

struct next visitor_look_again(struct call *call, call_step renewed)
{
	if (!db_is_connected(call->parts->db))
		return call_fail(call, ERR_BUSY, NULL);
	call->visitor = ARENA_NEW(&call->arena, struct visitor_work);
	call->visitor->renewed = renewed;
	return sql_visitor_goes_by(call, goes_by, text_from(call->who.visitor_id));
}
