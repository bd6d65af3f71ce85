/*
 * /api/admin/password/reset: whoever has the link of a forgotten password chooses another one,
 * once. That ends all their sign-ins, at every tenant, and their consoles close. Signing in is
 * another request, with a code where they have a second factor.
 */
#include "accounts/accounts.h"

#include "accounts/link.h"
#include "accounts/password_link.h"
#include "auth/password.h"
#include "pg/tenants.h"
#include "sql_accounts.h"

static const char *const over = "This link does not hold any more: ask for another one";

static struct next find(struct call *call, sql_then then)
{
	if (!link_hash_next(call, PASSWORD_LINK_PURPOSE))
		return call_fail(call, ERR_ABSENT, over);
	return sql_password_reset_find(call, then, link_hash(call));
}

/* --- looking ---------------------------------------------------------------------------------- */
static struct next answer_email(struct call *call, struct text email)
{
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "email");
	json_put_text(&writer, email);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next found(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return find(call, found);
	return answer_email(call, sql_password_reset_find_row(answer, 0).email);
}

static struct next look(struct call *call)
{
	return find(call, found);
}

struct next password_link_look(struct call *call)
{
	return link_follow(call, look);
}

/* --- choosing: the link, the hash, the change, and every tenant that is to hear of it --------- */
static struct next tell_next(struct call *call);

/* A tenant that cannot be entered is not told: its consoles close a few seconds later. */
static struct next entered(struct call *call, enum err err)
{
	if (err == ERR_NONE)
		watch_tell(call, call->accounts->user_id);
	return tell_next(call);
}

static struct next tell_next(struct call *call)
{
	struct accounts_work *work = call->accounts;
	if (work->tenant_count == 0)
		return call_answer_empty(call);
	return tenant_enter(call, work->tenant_ids[--work->tenant_count], entered);
}

static struct next changed(struct call *call, const struct sql_answer *answer)
{
	struct accounts_work *work = call->accounts;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return call_fail(call, ERR_ABSENT, over);
	work->user_id = sql_password_reset_use_row(answer, 0).user_id;
	work->tenant_ids = arena_array(&call->arena, answer->row_count, sizeof(struct uuid));
	work->tenant_count = answer->row_count;
	for (size_t i = 0; i < answer->row_count; i++)
		work->tenant_ids[i] = sql_password_reset_use_row(answer, i).tenant_id;
	return tell_next(call);
}

static struct next hashed(struct call *call, enum err err, struct text hash)
{
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	return sql_password_reset_use(call, changed, link_hash(call), hash);
}

static struct next found_to_change(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return find(call, found_to_change);
	return password_hash(call, accounts_member(call, "password"), hashed);
}

static struct next change(struct call *call)
{
	return find(call, found_to_change);
}

struct next password_reset(struct call *call)
{
	const char *fault = password_fault(accounts_member(call, "password"));
	if (fault)
		return call_fail(call, ERR_INVALID, fault);
	return link_follow(call, change);
}
