/* Every 10 s: how many are due, how late and how many are dead. Every minute: those that come again
 * are there, for new tenants too. Each worker does it, and none relies on another. */
#include "jobs/private.h"
#include "pg/db.h"
#include "sql_gateway.h"

enum { CONNECTED_MS = 50, AGAIN_MS = 10000, ENSURE_MS = 60000, LATE_MS = 60000, LATE_LOOKS = 2 };

/* At one look alone they may be late because PostgreSQL has just come back, or its clock was set.
 */
static void note_late(struct jobs *jobs, int64_t late_ms)
{
	struct log *log = jobs->parts->env.log;
	bool was_said = jobs->late_looks >= LATE_LOOKS;
	jobs->late_looks = late_ms > LATE_MS ? jobs->late_looks + 1 : 0;
	if (!was_said && jobs->late_looks >= LATE_LOOKS)
		log_say(log, LOG_WARN, "jobs are late", LOG_F_NUMBER("by_s", late_ms / 1000));
	if (was_said && jobs->late_looks == 0)
		log_say(log, LOG_INFO, "no job is late any more");
}

static struct next counted(struct call *call, const struct sql_answer *answer)
{
	struct jobs *jobs = call->parts->jobs;
	if (!jobs || answer->err != ERR_NONE)
		return call_done(call);
	struct metrics *metrics = jobs->parts->env.metrics;
	struct sql_jobs_count_row row = sql_jobs_count_row(answer, 0);
	metric_set(metrics, METRIC_JOBS_DUE, row.due);
	metric_set(metrics, METRIC_JOBS_LATE, row.late_ms / 1000);
	metric_set(metrics, METRIC_JOBS_DEAD, row.dead);
	note_late(jobs, row.late_ms);
	return call_done(call);
}

static struct next ensured(struct call *call, const struct sql_answer *answer)
{
	struct jobs *jobs = call->parts->jobs;
	if (!jobs || answer->err != ERR_NONE)
		return call_done(call);
	jobs->ensure_ms = env_now_ms(&jobs->parts->env) + ENSURE_MS;
	return sql_jobs_count(call, counted);
}

static struct next ask(struct call *call)
{
	const struct jobs *jobs = call->parts->jobs;
	if (!jobs)
		return call_done(call);
	const struct kinds *kinds = &jobs->kinds;
	if (env_now_ms(&jobs->parts->env) < jobs->ensure_ms)
		return sql_jobs_count(call, counted);
	return sql_jobs_ensure(call, ensured, kinds->periodic.items, kinds->periodic.count,
		kinds->periods.items, kinds->periods.count, kinds->are_tenants.items,
		kinds->are_tenants.count);
}

static void beat(struct timer *timer)
{
	struct jobs *jobs = CONTAINER_OF(timer, struct jobs, watch);
	bool is_connected = db_is_connected(jobs->parts->db);
	if (jobs->parts->env.is_draining)
		return;
	if (is_connected)
		call_start_tick(jobs->parts, NULL, "jobs watch", ask);
	wheel_set(jobs->parts->env.wheel, timer, is_connected ? AGAIN_MS : CONNECTED_MS, beat);
}

void watch_begin(struct jobs *jobs)
{
	wheel_set(jobs->parts->env.wheel, &jobs->watch, CONNECTED_MS, beat);
}
