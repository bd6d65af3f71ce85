/*
 * A delivery, as a job: whether it is to be sent now, the rows that it names, the sending, and what
 * came of it, which ends the job. One that fails has another job, for a day; so a job that fails
 * itself has failed for our sake alone.
 */
#include "notify/webhook.h"

#include "call/job.h"
#include "call/parts.h"
#include "jobs/jobs.h"
#include "sql_notify.h"
#include "survey_json.h"

/* --- in order: what is to be sent, its rows, the sending, the note ------------------------ */
static struct next sent(struct call *call, const struct webhook_outcome *outcome)
{
	const struct job *job = call->job;
	int64_t status = outcome->status;
	if (!text_is_absent(outcome->failure) && call->parts->env.is_draining)
		return job_failed(call, ERR_BUSY); /* we broke it off, not the receiver */
	return sql_webhook_note(call, job_finished, job->subject_id, job->id, job->fence,
		outcome->is_delivered, status > 0 ? &status : NULL, outcome->failure,
		outcome->duration_ms);
}

static struct next opened(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE || answer->item_count == 0)
		return job_failed(call, answer->err == ERR_NONE ? ERR_ABSENT : answer->err);
	return webhook_send(call, answer->items[0], sent);
}

static bool has_message(const struct webhook_work *work)
{
	return !uuid_is_nil(work->message_id);
}

static struct next found_session(struct call *call, const struct sql_answer *answer)
{
	struct webhook_work *work = webhook_work(call);
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	work->session = answer->json;
	if (!has_message(work))
		return webhook_send(call, TEXT_ABSENT, sent);
	return sql_webhook_message(call, opened, work->session_id, work->message_id);
}

static struct next found_ticket(struct call *call, const struct sql_answer *answer)
{
	struct webhook_work *work = webhook_work(call);
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	work->ticket = answer->json;
	if (!has_message(work))
		return webhook_send(call, TEXT_ABSENT, sent);
	return sql_webhook_comment(call, opened, work->ticket_id, work->message_id);
}

static struct next found_survey(struct call *call, const struct sql_answer *answer)
{
	struct webhook_work *work = webhook_work(call);
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	struct sql_webhook_survey_row row = sql_webhook_survey_row(answer, 0);
	work->survey = survey_json(call, work->survey_id, row.survey, row.feedback);
	return webhook_send(call, TEXT_ABSENT, sent);
}

/* What a delivery names, whose turn it is to be read. */
static struct next find(struct call *call)
{
	const struct webhook_work *work = webhook_work(call);
	if (!uuid_is_nil(work->survey_id))
		return sql_webhook_survey(call, found_survey, work->survey_id);
	if (!uuid_is_nil(work->ticket_id))
		return sql_webhook_ticket(call, found_ticket, work->ticket_id);
	return sql_webhook_session(call, found_session, work->session_id);
}

static struct next begun(struct call *call, const struct sql_answer *answer)
{
	struct webhook_work *work = webhook_work(call);
	if (answer->err != ERR_NONE || answer->row_count == 0)
		return job_finished(call, answer);
	struct sql_webhook_begin_row row = sql_webhook_begin_row(answer, 0);
	work->delivery_id = call->job->subject_id;
	work->event = arena_copy(&call->arena, row.event);
	work->session_id = row.session_id;
	work->message_id = row.message_id;
	work->ticket_id = row.ticket_id;
	work->survey_id = row.survey_id;
	work->session = work->ticket = work->survey = TEXT_ABSENT;
	work->told_us = row.created_at;
	if (!webhook_take(call, row.endpoint_id, row.url, row.secret, row.former_secret))
		return job_failed(call, ERR_UNREADABLE);
	return find(call);
}

struct next webhook_deliver(struct call *call)
{
	const struct job *job = call->job;
	return sql_webhook_begin(call, begun, job->subject_id, job->id, job->fence);
}

/* --- what has ended ----------------------------------------------------------------------- */
struct next webhook_upkeep(struct call *call)
{
	return sql_webhook_upkeep(call, job_finished, call->job->id, call->job->fence);
}
