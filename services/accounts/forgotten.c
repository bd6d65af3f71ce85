/*
 * POST /api/admin/password/forgotten: whoever has forgotten their password asks for a link. The
 * answer is one, after the same work, whoever has the address: a job looks, later. Until then the
 * address is sealed, since it may be nobody's. Another job, in the scope of a tenant of that
 * person, has the link mailed in the tenant's name: the one that they signed in to last.
 */
#include "accounts/accounts.h"

#include "accounts/link.h"
#include "accounts/password_link.h"
#include "auth/auth.h"
#include "base/email.h"
#include "call/job.h"
#include "crypto/keyring.h"
#include "jobs/jobs.h"
#include "mails.h"
#include "sql_accounts.h"

static struct seal_place place_of(struct uuid ask_id)
{
	return (struct seal_place){
		.table = TEXT("password_asks"), .column = TEXT("address"), .row_id = ask_id};
}

/* --- asking ----------------------------------------------------------------------------------- */
static struct next asked(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	return call_answer_empty(call);
}

static struct next granted(struct call *call)
{
	const struct uuid ask_id = uuid_random();
	const struct seal_place place = place_of(ask_id);
	return sql_password_ask(call, asked, ask_id,
		keyring_seal(call->parts->keyring, &call->arena, &place, call->accounts->email));
}

struct next password_forgotten(struct call *call)
{
	struct accounts_work *work = accounts_work(call);
	struct email email;
	if (!auth_is_same_origin(call))
		return call_fail(call, ERR_DENIED, "This must come from a page of the console");
	if (!link_can_be_mailed(call))
		return call_fail(call, ERR_STATE, "No mail is sent from here: ask the operator");
	if (email_read(accounts_member(call, "email"), &email) != ERR_NONE)
		return call_fail(call, ERR_FIELD, "email must be an e-mail address");
	work->email = arena_copy(&call->arena, text_from(email.normal));
	return throttle_forgotten(call, granted);
}

/* --- the job that looks whose the address is -------------------------------------------------- */
static struct next answer_ask(struct call *call, struct text email)
{
	return sql_password_ask_answer(
		call, job_finished, call->job->subject_id, email, call->job->id, call->job->fence);
}

static struct next ask_read(struct call *call, const struct sql_answer *answer)
{
	const struct seal_place place = place_of(call->job->subject_id);
	struct text email;
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	if (answer->row_count == 0)
		return answer_ask(call, TEXT_ABSENT);
	enum err err = keyring_seal_open(call->parts->keyring, &call->arena, &place,
		sql_password_ask_get_row(answer, 0).address, &email);
	return err == ERR_NONE ? answer_ask(call, email) : job_failed(call, err);
}

struct next password_ask_look(struct call *call)
{
	return sql_password_ask_get(call, ask_read, call->job->subject_id);
}

/* --- the job that has the link mailed --------------------------------------------------------- */
struct next password_link_mail(struct call *call)
{
	const struct uuid mail_id = uuid_random();
	struct json_writer values;
	if (!link_make(call, PASSWORD_LINK_PURPOSE))
		return job_failed(call, ERR_INTERNAL);
	json_writer_init(&values, &call->arena);
	json_open_object(&values);
	json_put_name(&values, "link");
	json_put_text(&values, link_of(call, PASSWORD_LINK_PATH));
	json_close_object(&values);
	return sql_password_mail(call, job_finished, call->job->subject_id, link_hash(call),
		mail_id, mail_seal(call, mail_id, json_writer_text(&values)), call->job->id,
		call->job->fence);
}
