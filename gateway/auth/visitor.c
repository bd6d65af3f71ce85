/* Visitors' ids and tokens. */
#include "auth/visitor.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "call/parts.h"
#include "call/tenant.h"
#include "sql_gateway.h"

enum { IDENTIFIER_SIZE_MAX = 255, CUSTOMER_DIGEST_SIZE = 16 };

#define PROVEN_PREFIX "c-"

struct visitor_work {
	struct visitor_token token;
	visitor_token_then then;
};

/* One customer of one tenant is one visitor on every device. */
static void derive_id(struct uuid tenant_id, struct text identifier, char *ret_visitor_id)
{
	static const uint8_t use[16] = "frontdesk.custom";
	uint8_t digest[CUSTOMER_DIGEST_SIZE];
	char hex[2 * CUSTOMER_DIGEST_SIZE + 1];
	const int failed = crypto_generichash_blake2b_salt_personal(digest, sizeof digest,
		(const uint8_t *)identifier.data, identifier.size, NULL, 0, tenant_id.bytes, use);

	assert(failed == 0);
	sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
	(void)snprintf(ret_visitor_id, VISITOR_ID_SIZE + 1, PROVEN_PREFIX "%s", hex);
}

enum err visitor_id_prove(const struct tenant *tenant, struct text identifier, struct text hash,
	char ret_visitor_id[VISITOR_ID_SIZE + 1])
{
	if (identifier.size == 0 || identifier.size > IDENTIFIER_SIZE_MAX)
		return ERR_DENIED;
	if (!identifier_hash_matches(tenant->identity_secret, identifier, hash))
		return ERR_DENIED;
	derive_id(tenant->id, identifier, ret_visitor_id);
	return ERR_NONE;
}

bool visitor_id_is_proven(struct text visitor_id)
{
	return text_starts_with(visitor_id, TEXT(PROVEN_PREFIX));
}

bool visitor_token_hash(struct call *call, size_t master, struct text token, struct text origin,
	uint8_t ret_hash[TOKEN_HASH_SIZE])
{
	const size_t masters = keyring_count(call->parts->keyring);
	const struct text carried = call->tenant->token_keys;
	char id[UUID_TEXT_SIZE + 1];
	struct text purpose;

	uuid_format(call->tenant->id, id);
	purpose = arena_printf(&call->arena, "visitor:%s:%.*s", id, TEXT_ARG(origin));
	if (master < masters)
		return token_hash(call->parts->keyring, master, purpose, token, ret_hash);
	master -= masters;
	return master < carried.size / SEAL_KEY_SIZE &&
	       token_hash_under((const uint8_t *)carried.data + master * SEAL_KEY_SIZE, purpose,
		       token, ret_hash);
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
