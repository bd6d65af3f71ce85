/*
 * /api/admin/support/invitations: whom admins invite, by a mail where there is a mail server. The
 * link is in the answer as well, once: what is stored is its token's hash.
 */
#include "accounts/accounts.h"

#include "accounts/invitation.h"
#include "accounts/link.h"
#include "accounts/person_input.h"
#include "base/email.h"
#include "call/tenant.h"
#include "refusal.h"
#include "sql_accounts.h"

enum { VALID_DAYS = 7 };
#define DAY_US (86400 * INT64_C(1000000))

static const struct refusal refusals[] = {
	{"absent", ERR_ABSENT, NULL},
	{"member", ERR_CONFLICT, "This address works here already"},
	{"full", ERR_STATE, "Too many are invited: take some back first"},
	{0},
};

/* --- in order: the link, the statement, the answer -------------------------------------------- */
static struct next answer_link(struct call *call, int status, struct text invitation)
{
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "invitation");
	json_put_raw(&writer, invitation);
	json_put_name(&writer, "link");
	json_put_text(&writer, invitation_link(call));
	json_close_object(&writer);
	return call_answer(call, status, json_writer_text(&writer));
}

static struct next made(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_invitation_make_row row = sql_invitation_make_row(answer, 0);
	if (!text_equals(row.outcome, TEXT("done")))
		return refuse_outcome(call, refusals, row.outcome);
	return answer_link(call, 201, row.invitation);
}

static struct next sent_again(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_invitation_send_again_row row = sql_invitation_send_again_row(answer, 0);
	if (!text_equals(row.outcome, TEXT("done")))
		return refuse_outcome(call, refusals, row.outcome);
	return answer_link(call, 200, row.invitation);
}

static int64_t end_us(const struct call *call)
{
	return db_time_us(call->parts->db) + VALID_DAYS * DAY_US;
}

static struct next make(struct call *call)
{
	const struct accounts_work *work = call->accounts;
	return sql_invitation_make(call, made, link_hash(call), work->email,
		accounts_member(call, "email"), work->invited_name, work->invited_role,
		call->who.agent_id, end_us(call), work->mail_id, work->mail_parameters);
}

static struct next send_again(struct call *call)
{
	const struct accounts_work *work = call->accounts;
	return sql_invitation_send_again(call, sent_again, call_path_uuid(call, 0), link_hash(call),
		call->who.agent_id, end_us(call), work->mail_id, work->mail_parameters);
}

/* --- what is asked for ------------------------------------------------------------------------ */
static struct next begin(struct call *call, call_step then)
{
	const struct text tenant = {(const char *)call->tenant->id.bytes, sizeof(struct uuid)};
	uint64_t wait_ms = call_limit(call, LIMIT_INVITATION, tenant);
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	return invitation_link_make(call, then);
}

struct next invitation_make(struct call *call)
{
	struct accounts_work *work = accounts_work(call);
	struct email email;
	const char *fault = person_input_name(call, &work->invited_name);
	if (!fault)
		fault = person_input_role(call, &work->invited_role);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	if (email_read(accounts_member(call, "email"), &email) != ERR_NONE)
		return call_fail(call, ERR_FIELD, "email must be an e-mail address");
	work->email = arena_copy(&call->arena, text_from(email.normal));
	return begin(call, make);
}

struct next invitation_send_again(struct call *call)
{
	return begin(call, send_again);
}

/* --- those that are there --------------------------------------------------------------------- */
struct next invitation_list(struct call *call)
{
	return sql_invitation_list(call, db_answer_json);
}

static struct next dropped(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_invitation_drop_row(answer, 0).is_done)
		return call_fail(call, ERR_ABSENT, NULL);
	return call_answer_empty(call);
}

struct next invitation_drop(struct call *call)
{
	return sql_invitation_drop(call, dropped, call_path_uuid(call, 0), call->who.agent_id);
}
