/*
 * Sending one short message. The row is taken, which counts the try; then the provider is asked,
 * with nothing locked; what became of it is noted in the statement that ends the job. Where no
 * answer comes the provider may have taken it: after three such tries nobody tries again. What it
 * refuses (4xx, a redirect) ends it; 429, 5xx and a server that cannot be reached are tried again,
 * for a day.
 */
#include "notify/sms_provider.h"

#include "base/query.h"
#include "call/job.h"
#include "call/parts.h"
#include "call/tenant.h"
#include "jobs/jobs.h"
#include "notify/notify.h"
#include "outside/ask.h"
#include "outside/words.h"
#include "sms.h"
#include "sql_notify.h"

enum {
	LIMIT_MS = 20000,
	WAIT_MS = 60000, /* without a provider */
	ANSWER_MOST = 600,
	BODY_MOST = 4096,
	RETRY_MOST_S = 3600,
	CODE_UNSUBSCRIBED = 21610 /* the recipient said STOP */
};

/* --- what became of it ------------------------------------------------------------------------ */
static struct next noted(struct call *call, const struct sql_answer *answer)
{
	int64_t retry_after_s = call->notify->retry_after_s;
	if (answer->err != ERR_NONE || sql_sms_failed_row(answer, 0).is_over)
		return job_finished(call, answer);
	if (retry_after_s == 0)
		return job_failed(call, ERR_BUSY);
	return job_wait(call,
		1000 * (uint64_t)(retry_after_s < RETRY_MOST_S ? retry_after_s : RETRY_MOST_S));
}

static struct next fail(struct call *call, int status, struct text said, bool is_final,
	bool is_unanswered, bool is_suppressed)
{
	metric_add(call->parts->env.metrics, METRIC_SMS_FAILED, 1);
	return sql_sms_failed(call, noted, call->notify->sms_id, status, said, is_final,
		is_unanswered, is_suppressed, call->job->id, call->job->fence);
}

static bool is_unsubscribed(struct text answer)
{
	struct json *json = NULL;
	int64_t code = 0;
	if (json_parse(answer, &json) != ERR_NONE)
		return false;
	(void)json_int64(json_member(json, "code"), &code);
	json_free(&json);
	return code == CODE_UNSUBSCRIBED;
}

static bool may_work_later(int status)
{
	return status == 408 || status == 429 || status >= 500;
}

static struct next answered(struct call *call, const struct outside_answer *answer)
{
	if (answer->failure)
		return fail(call, 0,
			outside_words(&call->arena, text_from(answer->failure), ANSWER_MOST), false,
			answer->is_sent, false);
	struct text said = outside_words(&call->arena, answer->body, ANSWER_MOST);
	call->notify->retry_after_s = answer->retry_after_s;
	if (answer->status < 200 || answer->status > 299)
		return fail(call, answer->status, said, !may_work_later(answer->status), false,
			is_unsubscribed(answer->body));
	metric_add(call->parts->env.metrics, METRIC_SMS_SENT, 1);
	return sql_sms_sent(call, job_finished, call->notify->sms_id, answer->status, said,
		call->job->id, call->job->fence);
}

/* --- what is asked ---------------------------------------------------------------------------- */
static struct text make_form(
	struct call *call, struct text from, struct text recipient, struct text body)
{
	struct arena *arena = &call->arena;
	return arena_printf(arena, "From=%.*s&To=%.*s&Body=%.*s",
		TEXT_ARG(query_encode(arena, from)), TEXT_ARG(query_encode(arena, recipient)),
		TEXT_ARG(query_encode(arena, body)));
}

static struct next ask(
	struct call *call, const struct sql_sms_take_row *row, struct text token, struct text body)
{
	struct arena *arena = &call->arena;
	const struct outside_http request = {
		.method = "POST",
		.url = arena_printf(arena, "%.*s/2010-04-01/Accounts/%.*s/Messages.json",
			TEXT_ARG(row->base_url), TEXT_ARG(row->account)),
		.is_http_allowed = call->parts->env.settings->webhooks_http,
		.headers = {{"Content-Type", TEXT("application/x-www-form-urlencoded")},
			{"Accept", TEXT("application/json")}},
		.user = arena_copy(arena, row->account),
		.password = token,
		.body = make_form(call, row->sender, row->recipient, body),
		.body_most = BODY_MOST,
		.limit_ms = LIMIT_MS,
	};
	return outside_http_ask(call, &request, answered);
}

/* Nobody is there to be written to any more, when the row is not: it was dropped. */
static struct next taken(struct call *call, const struct sql_answer *answer)
{
	struct text token, body;
	if (answer->err == ERR_ABSENT)
		return sql_sms_job_done(call, job_finished, call->job->id, call->job->fence);
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	struct sql_sms_take_row row = sql_sms_take_row(answer, 0);
	if (row.is_suppressed)
		return fail(call, 0, TEXT("The number is on the list of suppressed ones"), true,
			false, false);
	if (row.segments > row.segments_most)
		return fail(call, 0,
			arena_printf(&call->arena, "It takes %lld segments, and %lld are allowed",
				(long long)row.segments, (long long)row.segments_most),
			true, false, false);
	if (text_is_absent(row.account))
		return job_wait(call, WAIT_MS);
	if (sms_token_open(call, row.token, &token) != ERR_NONE ||
		sms_unseal(call, call->notify->sms_id, row.body, &body) != ERR_NONE)
		return fail(
			call, 0, TEXT("What it is to say cannot be opened"), true, false, false);
	return ask(call, &row, token, body);
}

static struct next looked(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	if (!sql_sms_is_set_row(answer, 0).is_set)
		return job_wait(call, WAIT_MS);
	return sql_sms_take(call, taken, call->notify->sms_id);
}

struct next sms_send(struct call *call)
{
	notify_work(call)->sms_id = call->job->subject_id;
	return sql_sms_is_set(call, looked);
}

/* Deletes those that were sent a month ago, and such as have failed for three. */
struct next sms_upkeep(struct call *call)
{
	return sql_sms_upkeep(call, job_finished, call->job->id, call->job->fence);
}
