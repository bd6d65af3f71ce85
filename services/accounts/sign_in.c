/*
 * POST /api/admin/sign-in. Every refusal is the same answer after the same work: who asks learns
 * neither whether an address is known, nor whether its owner works for the tenant that was named.
 * Whoever has a second factor is asked for a code next: second_step.c.
 */
#include "accounts/accounts.h"

#include "auth/auth.h"
#include "auth/password.h"
#include "base/email.h"
#include "sql_accounts.h"

static struct next refuse(struct call *call)
{
	return sign_in_refuse(call, "The e-mail address or the password is wrong");
}

/* --- begun ------------------------------------------------------------------------------------ */
/* Whoever must come by the tenant's provider is told so once they have shown the right password. */
static struct next wanted(struct call *call, const struct sql_answer *answer)
{
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text label = sql_sign_in_provider_wanted_row(answer, 0).label;
	if (text_is_absent(label))
		return refuse(call);
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "tenantId");
	json_put_uuid(&writer, call->accounts->tenant_id);
	json_put_name(&writer, "provider");
	json_put_text(&writer, label);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next begun(struct call *call, const struct sql_answer *answer)
{
	struct accounts_work *work = call->accounts;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return sql_sign_in_provider_wanted(call, wanted, work->user_id, work->tenant_id);
	struct sql_sign_in_begin_row row = sql_sign_in_begin_row(answer, 0);
	if (row.has_pending_until)
		return sign_in_ask_code(call, row.pending_until);
	const struct signed_in signed_in = {
		row.sign_in_id, work->user_id, row.agent_id, work->tenant_id};
	return sign_in_finish(call, &signed_in);
}

static struct next begin(struct call *call)
{
	struct accounts_work *work = call->accounts;
	struct sign_in_hashes hashes;
	if (!sign_in_make_hashes(call, &hashes))
		return call_fail(call, ERR_INTERNAL, NULL);
	return sql_sign_in_begin(call, begun,
		(struct text){(const char *)hashes.token, sizeof(hashes.token)},
		(struct text){(const char *)hashes.pending, sizeof(hashes.pending)}, work->user_id,
		work->tenant_id, sign_in_end_us(call), sign_in_browser(call), work->password_hash);
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
	return begin(call);
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
