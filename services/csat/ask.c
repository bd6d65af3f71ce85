/*
 * The jobs csat.ask and csat.remind. What is to be done is read; the link is made, and what is sent
 * with it sealed; then one statement sends it, counts it and ends the job, unless the ticket was
 * reopened or somebody else has done so meanwhile. Links of mails only preselect a rating.
 */
#include "csat/csat.h"

#include "call/job.h"
#include "call/tenant.h"
#include "jobs/jobs.h"
#include "mails.h"
#include "sms.h"
#include "sql_csat.h"
#include "survey_link.h"

enum { SMS_SEGMENTS_MOST = 2 /* of the tenant's own question; else it is the usual */ };

/* Where the tenant has said nothing of its own; the texts of short messages are GSM's. */
static const struct {
	const char *locale, *question, *sms;
} usual[] = {
	{"en", "How satisfied are you with our support?", "How was our help?"},
	{"de", "Wie zufrieden sind Sie mit unserer Hilfe?", "Wie war unsere Hilfe?"},
};

enum { USUAL_COUNT = sizeof(usual) / sizeof(*usual) };

/* What is sent of a survey, and the hash of its link. */
struct parcel {
	struct uuid id;
	struct text content, hash;
	int64_t segments;
};

static size_t find_usual(struct text locale)
{
	for (size_t i = 0; i < USUAL_COUNT; i++)
		if (text_equals(locale, text_from(usual[i].locale)))
			return i;
	return 0;
}

/* --- what is sent ----------------------------------------------------------------------------- */
static struct text write_mail(
	struct call *call, const struct sql_csat_plan_row *plan, struct uuid id, struct text link)
{
	struct json_writer json;
	json_writer_init(&json, &call->arena);
	json_open_object(&json);
	json_put_name(&json, "question");
	json_put_text(&json, text_is_absent(plan->question)
				     ? text_from(usual[find_usual(plan->locale)].question)
				     : plan->question);
	json_put_name(&json, "link");
	json_put_text(&json, link);
	json_close_object(&json);
	return mail_seal(call, id, json_writer_text(&json));
}

static struct text write_body(struct call *call, struct text question, struct text link)
{
	return arena_printf(&call->arena, "%.*s: %.*s %.*s", TEXT_ARG(call->tenant->name),
		TEXT_ARG(question), TEXT_ARG(link));
}

static struct text write_sms(
	struct call *call, const struct sql_csat_plan_row *plan, struct text link)
{
	struct text standard =
		write_body(call, text_from(usual[find_usual(plan->locale)].sms), link);
	if (text_is_absent(plan->question))
		return standard;
	struct text own = write_body(call, plan->question, link);
	return sms_measure(own).segments <= SMS_SEGMENTS_MOST ? own : standard;
}

/* In the chat's window nothing is sent, and there is no link. */
static struct parcel pack(struct call *call, const struct sql_csat_plan_row *plan)
{
	bool is_sms = text_equals(plan->channel, TEXT("sms"));
	struct parcel parcel = {
		.id = uuid_random(), .content = TEXT_ABSENT, .hash = TEXT_ABSENT, .segments = 1};
	struct survey_link link;
	if (text_is_absent(plan->recipient))
		return parcel;
	survey_link_make(call, is_sms ? SURVEY_LINK_CODE : SURVEY_LINK_TOKEN, &link);
	parcel.hash =
		arena_copy(&call->arena, (struct text){(const char *)link.hash, sizeof(link.hash)});
	if (!is_sms) {
		parcel.content = write_mail(call, plan, parcel.id, link.address);
		return parcel;
	}
	struct text body = write_sms(call, plan, link.address);
	parcel.segments = (int64_t)sms_measure(body).segments;
	parcel.content = sms_seal(call, parcel.id, body);
	return parcel;
}

/* --- csat.ask --------------------------------------------------------------------------------- */
static struct next planned(struct call *call, const struct sql_answer *answer)
{
	const struct job *job = call->job;
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	struct sql_csat_plan_row plan = sql_csat_plan_row(answer, 0);
	if (text_equals(plan.act, TEXT("over")))
		return sql_csat_job_done(call, job_finished, job->id, job->fence);
	bool is_dropped = text_equals(plan.act, TEXT("drop"));
	struct parcel parcel = {.content = TEXT_ABSENT, .hash = TEXT_ABSENT, .segments = 1};
	if (!is_dropped)
		parcel = pack(call, &plan);
	return sql_csat_ask(call, job_finished, job->subject_id,
		is_dropped ? TEXT_ABSENT : plan.channel, plan.note, parcel.hash, parcel.id,
		parcel.content, parcel.segments, job->id, job->fence);
}

struct next csat_ask_run(struct call *call)
{
	return sql_csat_plan(call, planned, call->job->subject_id, false);
}

/* --- csat.remind ------------------------------------------------------------------------------ */
static struct next planned_again(struct call *call, const struct sql_answer *answer)
{
	const struct job *job = call->job;
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	struct sql_csat_plan_row plan = sql_csat_plan_row(answer, 0);
	if (!text_equals(plan.act, TEXT("ask")))
		return sql_csat_job_done(call, job_finished, job->id, job->fence);
	struct parcel parcel = pack(call, &plan);
	return sql_csat_remind(call, job_finished, job->subject_id, parcel.hash, parcel.id,
		parcel.content, parcel.segments, job->id, job->fence);
}

struct next csat_remind_run(struct call *call)
{
	return sql_csat_plan(call, planned_again, call->job->subject_id, true);
}
