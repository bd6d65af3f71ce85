/*
 * One job that was taken: into its tenant's scope, its step, and a word on what became of it. The
 * tick has the step's deadline; whoever it ends without a word, or whose handler says none, has
 * failed.
 */
#include "base/backoff.h"
#include "call/start.h"
#include "jobs/private.h"
#include "pg/tenants.h"
#include "sql_gateway.h"

enum {
	RETRY_FIRST_MS = 2000, /* doubles with each attempt */
	RETRY_MOST_MS = 3600000,
	CLOSED_MS = 60000 /* a tenant that cannot be entered now: suspended, moving, not migrated */
};

static struct metrics *metrics_of(const struct call *call)
{
	return call->parts->env.metrics;
}

/* --- what became of it ------------------------------------------------------------------------ */
/* Where even the word could not be given, the lease ends. */
static struct next let_go(struct call *call, const struct sql_answer *answer)
{
	(void)answer;
	return call_done(call);
}

static struct next put_back(struct call *call, int64_t delay_ms)
{
	struct job *job = call->job;
	job->is_settled = true;
	return sql_jobs_put_back(call, let_go, job->id, job->fence, delay_ms);
}

struct next job_wait(struct call *call, uint64_t delay_ms)
{
	return put_back(call, (int64_t)delay_ms);
}

static struct next note_failure(struct call *call, const struct sql_answer *answer)
{
	const struct job *job = call->job;
	struct text state =
		answer->err == ERR_NONE ? sql_jobs_failed_row(answer, 0).state : TEXT_ABSENT;
	bool is_dead = text_equals(state, TEXT("dead"));
	if (text_is_absent(state)) /* it is another's, or the lease will end */
		return call_done(call);
	metric_add(metrics_of(call), METRIC_JOBS_FAILED, 1);
	log_say(call->parts->env.log, is_dead ? LOG_ERROR : LOG_INFO,
		is_dead ? "a job is dead: it has failed too often" : "a job's step has failed",
		LOG_F_WORD("kind", job->kind->name), LOG_F_UUID("job", job->id),
		LOG_F_UUID("tenant", job->tenant_id), LOG_F_NUMBER("step", job->step),
		LOG_F_NUMBER("attempt", job->attempt));
	return call_done(call);
}

static uint64_t retry_ms(const struct job *job)
{
	uint32_t failed = job->attempt > 1 ? (uint32_t)(job->attempt - 1) : 0;
	return backoff_retry_ms(failed, RETRY_FIRST_MS, RETRY_MOST_MS);
}

struct next job_failed(struct call *call, enum err err)
{
	struct job *job = call->job;
	job->is_settled = true;
	return sql_jobs_failed(call, note_failure, job->id, job->fence, job->kind->attempts,
		(int64_t)retry_ms(job), text_from(err_code(err)));
}

struct next job_finished(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	call->job->is_settled = true;
	metric_add(metrics_of(call), METRIC_JOBS_DONE, 1);
	return call_done(call);
}

struct next job_advanced(struct call *call, const struct sql_answer *answer)
{
	struct job *job = call->job;
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	job->step++;
	job->attempt = 1;
	if (call->parts->env.is_draining)
		return put_back(call, 0);
	call_extend(call, (uint64_t)job->kind->deadline_s * 1000);
	return job->kind->run(call);
}

/* --- its tick --------------------------------------------------------------------------------- */
static struct next entered(struct call *call, enum err err)
{
	return err == ERR_NONE ? call->job->kind->run(call) : put_back(call, CLOSED_MS);
}

static struct next begin(struct call *call)
{
	if (call->parts->env.is_draining)
		return put_back(call, 0);
	if (uuid_is_nil(call->job->tenant_id))
		return call->job->kind->run(call);
	return tenant_enter(call, call->job->tenant_id, entered);
}

static struct next fail_silent(struct call *call)
{
	return job_failed(call, ERR_TIMEOUT);
}

static const struct responder nobody_asked = {0};

static struct call *start(struct parts *parts, const struct job *job,
	const struct responder *responder, call_step first)
{
	struct call *call = call_new(parts, CALL_TICK, job->kind->name, responder);
	call->job = ARENA_NEW(&call->arena, struct job);
	*call->job = *job;
	call_resume(call, first);
	return call;
}

static void ended(struct call *call)
{
	struct jobs *jobs = call->parts->jobs;
	if (!jobs)
		return;
	if (!call->job->is_settled)
		(void)start(call->parts, call->job, &nobody_asked, fail_silent);
	jobs->running--;
	jobs->running_outside -= call->job->kind->is_outside;
	claims_go_on(jobs);
}

void job_begin(struct jobs *jobs, const struct job *taken)
{
	static const struct responder job_responder = {.ended = ended};
	struct call *call = start(jobs->parts, taken, &job_responder, begin);
	call_set_limit(call, (uint64_t)taken->kind->deadline_s * 1000);
	jobs->running++;
	jobs->running_outside += taken->kind->is_outside;
}
