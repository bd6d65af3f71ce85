/*
 * POST /api/admin/sign-in. Every refusal is the same answer after the same work: who asks learns
 * neither whether an address is known, nor whether its owner works for the tenant that was named.
 */
#include "accounts/accounts.h"

#include <string.h>

#include "auth/auth.h"
#include "auth/password.h"
#include "base/email.h"
#include "crypto/browser.h"
#include "crypto/token.h"
#include "pg/tenants.h"
#include "sql_accounts.h"

static struct next refuse(struct call *call)
{
	metric_add(call->parts->env.metrics, METRIC_SIGN_IN_REFUSED, 1);
	return call_fail(call, ERR_SIGNED_OUT, "The e-mail address or the password is wrong");
}

/* --- signed in -------------------------------------------------------------------------------- */
/* The browser is known to this address from now on, for a year each time. */
static void remember_browser(struct call *call)
{
	const struct accounts_work *work = call->accounts;
	int64_t end_s = db_time_us(call->parts->db) / 1000000 + BROWSER_PROOF_SECONDS;
	char proof[BROWSER_PROOF_SIZE + 1];
	struct uuid id = work->is_browser_known ? work->browser_id : uuid_random();
	browser_prove(call->parts->keyring, work->email, id, end_s, proof);
	auth_set_browser_proof(call, text_from(proof), BROWSER_PROOF_SECONDS);
}

static struct next described(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	auth_set_cookie(
		call, call->accounts->token, call->parts->env.settings->sign_in_days * 86400);
	remember_browser(call);
	return call_answer(call, 200, answer->json);
}

static struct next describe(struct call *call, sql_then then)
{
	return sql_me(call, then, call->who.user_id, call->who.agent_id, call->tenant->time_zone);
}

static struct next entered(struct call *call, enum err err)
{
	if (err == ERR_ABSENT)
		return refuse(call);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	return describe(call, described);
}

static struct next started(struct call *call, const struct sql_answer *answer)
{
	struct accounts_work *work = call->accounts;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return refuse(call);
	call->who.user_id = work->user_id;
	call->who.agent_id = sql_sign_in_start_row(answer, 0).agent_id;
	return tenant_enter(call, work->tenant_id, entered);
}

/* The browser's family, by the first of these words that its header has. */
static struct text browser_of(struct call *call)
{
	static const char *const families[][2] = {{"Edg", "Edge"}, {"OPR/", "Opera"},
		{"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}};
	struct text header = call_header(call, "user-agent");
	for (size_t i = 0; header.size > 0 && i < sizeof(families) / sizeof(*families); i++)
		if (memmem(header.data, header.size, families[i][0], strlen(families[i][0])))
			return text_from(families[i][1]);
	return TEXT_ABSENT;
}

static struct next start(struct call *call)
{
	struct accounts_work *work = call->accounts;
	struct parts *parts = call->parts;
	char *token = arena_alloc(&call->arena, TOKEN_SIZE + 1);
	uint8_t hash[TOKEN_HASH_SIZE];
	token_make(token);
	work->token = text_from(token);
	if (!token_hash(parts->keyring, 0, AUTH_PURPOSE_SIGN_IN, work->token, hash))
		return call_fail(call, ERR_INTERNAL, NULL);
	int64_t end_us = db_time_us(parts->db) +
			 parts->env.settings->sign_in_days * 86400 * INT64_C(1000000);
	return sql_sign_in_start(call, started, (struct text){(const char *)hash, sizeof(hash)},
		work->user_id, work->tenant_id, end_us, browser_of(call), work->password_hash);
}

/* --- for which tenant ------------------------------------------------------------------------- */
static struct next ask_which(struct call *call, const struct sql_answer *answer)
{
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "choose");
	json_open_array(&writer);
	for (size_t i = 0; i < answer->row_count; i++) {
		struct sql_user_tenants_row row = sql_user_tenants_row(answer, i);
		json_open_object(&writer);
		json_put_name(&writer, "id");
		json_put_uuid(&writer, row.tenant_id);
		json_put_name(&writer, "name");
		json_put_text(&writer, row.tenant_name);
		json_close_object(&writer);
	}
	json_close_array(&writer);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next tenants_read(struct call *call, const struct sql_answer *answer)
{
	struct accounts_work *work = call->accounts;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return refuse(call);
	if (!work->has_tenant && answer->row_count > 1)
		return ask_which(call, answer);
	if (!work->has_tenant)
		work->tenant_id = sql_user_tenants_row(answer, 0).tenant_id;
	return start(call);
}

/* --- who -------------------------------------------------------------------------------------- */
static struct next compared(struct call *call, bool matches)
{
	if (!matches)
		return refuse(call);
	return sql_user_tenants(call, tenants_read, call->accounts->user_id);
}

static struct next user_read(struct call *call, const struct sql_answer *answer)
{
	struct text hash = TEXT_ABSENT;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count > 0) {
		struct sql_user_by_email_row row = sql_user_by_email_row(answer, 0);
		call->accounts->user_id = row.user_id;
		hash = arena_copy(&call->arena, row.password_hash);
	}
	call->accounts->password_hash = hash;
	enum password_asker asker =
		call->accounts->is_browser_known ? PASSWORD_KNOWN : PASSWORD_STRANGER;
	return password_check(call, asker, accounts_member(call, "password"), hash, compared);
}

static struct next granted(struct call *call)
{
	return sql_user_by_email(call, user_read, call->accounts->email);
}

struct next sign_in(struct call *call)
{
	struct accounts_work *work = accounts_work(call);
	struct text typed = accounts_member(call, "email");
	struct email email;
	if (!auth_is_same_origin(call))
		return call_fail(call, ERR_DENIED, "This must come from a page of the console");
	if (text_is_absent(typed) || text_is_absent(accounts_member(call, "password")))
		return call_fail(call, ERR_INVALID, "An email and a password are needed");
	if (email_read(typed, &email) != ERR_NONE)
		return call_fail(call, ERR_FIELD, "email must be an e-mail address");
	work->has_tenant = json_uuid(json_member(call->body, "tenantId"), &work->tenant_id);
	work->email = arena_copy(&call->arena, text_from(email.normal));
	return throttle_sign_in(call, granted);
}

struct next me_get(struct call *call)
{
	return describe(call, db_answer_json);
}
