/*
 * The job csat.low: a rating of 1 or 2 is told. A step for each admin, whose mail it enqueues;
 * then, where the tenant wants that, one that opens a ticket.
 */
#include "csat/csat.h"

#include "call/job.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "jobs/jobs.h"
#include "mails.h"
#include "net/site.h"
#include "sql_csat.h"
#include "told.h"

static bool is_german(const struct sql_csat_low_plan_row *plan)
{
	return text_equals(plan->locale, TEXT("de"));
}

/* What was rated: "ticket no. 12", or a chat. */
static struct text name_subject(struct call *call, const struct sql_csat_low_plan_row *plan)
{
	if (!plan->has_ticket_id)
		return is_german(plan) ? TEXT("einen Chat") : TEXT("a chat");
	return arena_printf(&call->arena, is_german(plan) ? "Ticket Nr. %lld" : "ticket no. %lld",
		(long long)plan->ticket_number);
}

/* --- an admin's mail -------------------------------------------------------------------------- */
static struct text write_link(struct call *call, const struct sql_csat_low_plan_row *plan)
{
	struct text origin = call->parts->site->origin;
	char id[UUID_TEXT_SIZE + 1];
	if (!plan->has_ticket_id)
		return arena_printf(
			&call->arena, "%.*s/admin/support/csat?rating=1,2", TEXT_ARG(origin));
	uuid_format(plan->ticket_id, id);
	return arena_printf(&call->arena, "%.*s/admin/support/tickets/%s", TEXT_ARG(origin), id);
}

static struct next send_mail(struct call *call, const struct sql_csat_low_plan_row *plan)
{
	const struct job *job = call->job;
	struct uuid mail_id = uuid_random();
	struct json_writer json;
	json_writer_init(&json, &call->arena);
	json_open_object(&json);
	json_put_name(&json, "rating");
	json_put_text(&json, arena_printf(&call->arena, "%lld", (long long)plan->rating));
	json_put_name(&json, "about");
	json_put_text(&json, name_subject(call, plan));
	json_put_name(&json, "link");
	json_put_text(&json, write_link(call, plan));
	json_close_object(&json);
	return sql_csat_low_mail(call, job_advanced, job->subject_id, mail_id, plan->recipient,
		mail_seal(call, mail_id, json_writer_text(&json)), job->id, job->fence,
		job->lease_s);
}

/* --- the ticket ------------------------------------------------------------------------------- */
static struct next opened(struct call *call, const struct sql_answer *answer)
{
	struct text digest =
		answer->err == ERR_NONE ? sql_csat_low_ticket_row(answer, 0).digest : TEXT_ABSENT;
	ticket_tell_changed(call, digest);
	return job_finished(call, answer);
}

static struct next open_ticket(struct call *call, const struct sql_csat_low_plan_row *plan)
{
	const struct job *job = call->job;
	struct uuid ticket_id = uuid_random();
	struct text about = name_subject(call, plan);
	struct text subject = arena_printf(&call->arena,
		is_german(plan) ? "%lld von 5 für %.*s" : "%lld of 5 for %.*s",
		(long long)plan->rating, TEXT_ARG(about));
	return sql_csat_low_ticket(call, opened, job->subject_id, ticket_id,
		session_key_make(call->tenant->keys, &call->arena, ticket_id), subject, job->id,
		job->fence);
}

/* --- the step --------------------------------------------------------------------------------- */
static struct next planned(struct call *call, const struct sql_answer *answer)
{
	const struct job *job = call->job;
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	struct sql_csat_low_plan_row plan = sql_csat_low_plan_row(answer, 0);
	if (text_equals(plan.act, TEXT("mail")))
		return send_mail(call, &plan);
	if (text_equals(plan.act, TEXT("ticket")))
		return open_ticket(call, &plan);
	return sql_csat_job_done(call, job_finished, job->id, job->fence);
}

struct next csat_low_run(struct call *call)
{
	return sql_csat_low_plan(call, planned, call->job->subject_id, call->job->step);
}
