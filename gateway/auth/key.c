/*
 * A merchant's server, by its key. PostgreSQL is asked about each request: a key that is revoked
 * opens nothing from then on, at whatever worker. It opens the routes that name one of its scopes,
 * and no other.
 */
#include "auth/work.h"

#include <string.h>

#include "call/limit.h"
#include "call/request.h"
#include "crypto/token.h"
#include "pg/tenants.h"
#include "sql_gateway.h"

static struct next look_up(struct call *call);

static struct next tenant_entered(struct call *call, enum err err)
{
	if (err == ERR_ABSENT)
		return auth_refuse(call);
	if (err)
		return call_fail(call, err, NULL);
	return call->auth->then(call);
}

static bool opens(const struct call *call, struct text scopes)
{
	const struct text wanted = scope_word(call->request->match.route->scope);
	while (!text_is_absent(wanted) && scopes.size > 0) {
		const char *end = memchr(scopes.data, ' ', scopes.size);
		size_t size = end ? (size_t)(end - scopes.data) : scopes.size;
		if (text_equals((struct text){scopes.data, size}, wanted))
			return true;
		scopes.data += end ? size + 1 : size;
		scopes.size -= end ? size + 1 : size;
	}
	return false;
}

static struct next let_in(struct call *call, struct sql_api_key_check_row row)
{
	const struct text key = {(const char *)row.key_id.bytes, sizeof(row.key_id.bytes)};
	uint64_t wait_ms = call_limit(call, LIMIT_API_KEY, key);
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	if (!opens(call, row.scopes))
		return call_fail(call, ERR_DENIED, "The key has no scope that opens this");
	call->who = (struct who){.kind = WHO_KEY, .expires_us = INT64_MAX, .key_id = row.key_id};
	return tenant_enter(call, row.tenant_id, tenant_entered);
}

static struct next looked_up(struct call *call, const struct sql_answer *answer)
{
	if (answer->err)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count > 0)
		return let_in(call, sql_api_key_check_row(answer, 0));
	call->auth->master++;
	return look_up(call);
}

static struct next look_up(struct call *call)
{
	const struct auth_work *work = call->auth;
	uint8_t hash[TOKEN_HASH_SIZE];
	if (!api_key_hash(call->parts->keyring, work->master, work->proof, hash))
		return auth_refuse(call);
	return sql_api_key_check(call, looked_up, (struct text){(const char *)hash, sizeof(hash)});
}

struct next auth_check_key(struct call *call)
{
	return look_up(call);
}
