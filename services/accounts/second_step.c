/*
 * POST /api/admin/sign-in/code: whoever has shown the right password shows a code, or a recovery
 * code. A try is counted before it is made, and every refusal is one answer after the same
 * statements.
 */
#include "accounts/accounts.h"

#include "auth/auth.h"
#include "sql_accounts.h"

static struct next refuse(struct call *call)
{
	return sign_in_refuse(call, "The code is wrong, was used before, or comes too late");
}

static struct next completed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return refuse(call);
	struct sql_sign_in_complete_row row = sql_sign_in_complete_row(answer, 0);
	const struct signed_in signed_in = {
		row.sign_in_id, row.user_id, row.agent_id, row.tenant_id};
	return sign_in_finish(call, &signed_in);
}

static struct next tried(struct call *call, const struct sql_answer *answer)
{
	struct accounts_work *work = call->accounts;
	uint8_t hash[TOKEN_HASH_SIZE];
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return refuse(call);
	struct sql_pending_sign_in_try_row row = sql_pending_sign_in_try_row(answer, 0);
	enum err err = code_read(call, row.secret, row.last_step);
	if (err == ERR_NONE && !sign_in_make_token(call, hash))
		err = ERR_INTERNAL;
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	return sql_sign_in_complete(call, completed, work->pending_hash,
		(struct text){(const char *)hash, sizeof(hash)}, sign_in_end_us(call),
		sign_in_browser(call), work->code.has_step ? &work->code.step : NULL,
		work->code.hashes, work->code.hash_count);
}

static struct next granted(struct call *call)
{
	return sql_pending_sign_in_try(call, tried, call->accounts->pending_hash);
}

static struct next found(struct call *call, const struct sql_answer *answer)
{
	struct accounts_work *work = call->accounts;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return refuse(call);
	struct sql_pending_sign_in_row row = sql_pending_sign_in_row(answer, 0);
	work->user_id = row.user_id;
	work->tenant_id = row.tenant_id;
	work->by_provider = row.by_provider;
	work->email = arena_copy(&call->arena, row.email);
	return throttle_code(call, granted);
}

struct next sign_in_code(struct call *call)
{
	struct accounts_work *work = accounts_work(call);
	uint8_t hash[TOKEN_HASH_SIZE];
	if (!auth_is_same_origin(call))
		return call_fail(call, ERR_DENIED, "This must come from a page of the console");
	if (text_is_absent(accounts_member(call, "pendingToken")) ||
		text_is_absent(accounts_member(call, "code")))
		return call_fail(call, ERR_INVALID, "pendingToken and a code are needed");
	if (!token_hash(call->parts->keyring, 0, PURPOSE_PENDING,
		    accounts_member(call, "pendingToken"), hash))
		return refuse(call);
	work->pending_hash =
		arena_copy(&call->arena, (struct text){(const char *)hash, sizeof(hash)});
	return sql_pending_sign_in(call, found, work->pending_hash);
}
