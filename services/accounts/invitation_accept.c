/*
 * /api/admin/invitation: whoever has an invitation's link comes by it. An address that works for
 * another tenant already has a password, which the link neither shows nor changes: its owner gives
 * it, as at signing in, and by the same limits. Everybody else chooses one. Signing in is another
 * request.
 */
#include "accounts/accounts.h"

#include "accounts/invitation.h"
#include "accounts/link.h"
#include "auth/password.h"
#include "sql_accounts.h"

static const char *const over =
	"This invitation does not hold any more: ask whoever has sent it for another one";

/* --- finding it: under each master key, the newest first -------------------------------------- */
static struct next find(struct call *call, sql_then then)
{
	if (!link_hash_next(call, INVITATION_PURPOSE))
		return call_fail(call, ERR_ABSENT, over);
	return sql_invitation_find(call, then, link_hash(call));
}

/* --- looking ---------------------------------------------------------------------------------- */
static struct next found(struct call *call, const struct sql_answer *answer)
{
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return find(call, found);
	struct sql_invitation_find_row row = sql_invitation_find_row(answer, 0);
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "tenantName");
	json_put_text(&writer, row.tenant_name);
	json_put_name(&writer, "email");
	json_put_text(&writer, row.typed_email);
	json_put_name(&writer, "name");
	json_put_text(&writer, row.invited_name);
	json_put_name(&writer, "role");
	json_put_text(&writer, row.role);
	json_put_name(&writer, "hasPassword");
	json_put_bool(&writer, !text_is_absent(row.password_hash));
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next look(struct call *call)
{
	return find(call, found);
}

struct next invitation_look(struct call *call)
{
	return link_follow(call, look);
}

/* --- coming ----------------------------------------------------------------------------------- */
static struct next accepted(struct call *call, const struct sql_answer *answer)
{
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!text_equals(sql_invitation_accept_row(answer, 0).outcome, TEXT("done")))
		return call_fail(call, ERR_ABSENT, over);
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "email");
	json_put_text(&writer, call->accounts->email);
	json_put_name(&writer, "tenantId");
	json_put_uuid(&writer, call->accounts->tenant_id);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next compared(struct call *call, bool matches)
{
	struct accounts_work *work = call->accounts;
	if (!matches)
		return call_fail(call, ERR_DENIED, "The password is not the one of this address");
	return sql_invitation_accept(
		call, accepted, link_hash(call), work->password_hash, TEXT_ABSENT);
}

static struct next compare(struct call *call)
{
	const struct accounts_work *work = call->accounts;
	enum password_asker asker = work->is_browser_known ? PASSWORD_KNOWN : PASSWORD_STRANGER;
	return password_check(
		call, asker, accounts_member(call, "password"), work->password_hash, compared);
}

static struct next hashed(struct call *call, enum err err, struct text hash)
{
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	return sql_invitation_accept(call, accepted, link_hash(call), TEXT_ABSENT, hash);
}

static struct next choose(struct call *call)
{
	struct text password = accounts_member(call, "password");
	const char *fault = password_fault(password);
	if (fault)
		return call_fail(call, ERR_INVALID, fault);
	return password_hash(call, password, hashed);
}

static struct next found_to_accept(struct call *call, const struct sql_answer *answer)
{
	struct accounts_work *work = call->accounts;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return find(call, found_to_accept);
	struct sql_invitation_find_row row = sql_invitation_find_row(answer, 0);
	work->tenant_id = row.tenant_id;
	work->email = arena_copy(&call->arena, row.email);
	work->password_hash = arena_copy(&call->arena, row.password_hash);
	if (text_is_absent(work->password_hash))
		return choose(call);
	return throttle_sign_in(call, compare);
}

static struct next accept(struct call *call)
{
	return find(call, found_to_accept);
}

struct next invitation_accept(struct call *call)
{
	if (text_is_absent(accounts_member(call, "password")))
		return call_fail(call, ERR_INVALID, "A password is needed");
	return link_follow(call, accept);
}
