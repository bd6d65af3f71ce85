/*
 * Taking what is due: when somebody says that something is, once a second by the clock (a worker
 * that died says nothing, and neither does time), and when jobs end, whose queues may have waited
 * at their cap. One claim is under way at a time and takes many.
 */
#include <string.h>

#include "base/nonce.h"
#include "jobs/private.h"
#include "pg/db.h"
#include "sql_gateway.h"

enum {
	AT_ONCE = 32,      /* jobs of this worker that run */
	ROOM_LEAST = 16,   /* before another claim: so each takes many */
	OUTSIDE_MOST = 24, /* of those: who waits for somebody outside leaves room for others */
	OUTSIDE_LEAST = 8, /* room for them, or a claim takes none */
	LOOK_MS = 1000,    /* by the clock */
	REFUSED_MS = 10000 /* control may be older than this program, until it is migrated */
};

static void look(struct timer *timer);

static void look_after(struct jobs *jobs, uint64_t delay_ms)
{
	wheel_set(jobs->parts->env.wheel, &jobs->look, delay_ms, look);
}

static void take(struct jobs *jobs, const struct sql_jobs_claim_row *row)
{
	const struct job_kind *kind = kinds_find(&jobs->kinds, row->kind);
	if (!kind) /* never: only these were asked for */
		return;
	job_begin(jobs, &(struct job){.kind = kind,
				.id = row->job_id,
				.fence = row->fence,
				.step = row->step,
				.attempt = row->attempt,
				.lease_s = kind_lease_s(kind),
				.tenant_id = row->tenant_id,
				.subject_id = row->subject_id});
}

/* Whose turn comes next. Where nothing was found, as where many queues in a row are full, anybody.
 */
static void note_reached(struct jobs *jobs, const struct sql_jobs_claim_row *last)
{
	size_t size = last ? last->reached_kind.size : 0;
	jobs->reached_id = last ? last->reached_id : uuid_random();
	if (size > JOB_KIND_SIZE_MAX)
		size = 0;
	if (size > 0)
		memcpy(jobs->reached_kind, last->reached_kind.data, size);
	jobs->reached_kind[size] = '\0';
}

static void take_all(struct jobs *jobs, const struct sql_answer *answer)
{
	struct sql_jobs_claim_row row = {0};
	for (size_t i = 0; i < answer->row_count; i++) {
		row = sql_jobs_claim_row(answer, i);
		take(jobs, &row);
	}
	note_reached(jobs, answer->row_count > 0 ? &row : NULL);
}

static struct next claimed(struct call *call, const struct sql_answer *answer)
{
	struct jobs *jobs = call->parts->jobs;
	bool is_refused =
		answer->err != ERR_NONE && answer->err != ERR_BUSY && answer->err != ERR_UNCERTAIN;
	if (!jobs)
		return call_done(call);
	jobs->is_claiming = false;
	if (answer->err == ERR_NONE)
		take_all(jobs, answer);
	look_after(jobs, is_refused ? REFUSED_MS : jobs->is_woken ? 0 : LOOK_MS);
	return call_done(call);
}

static struct next claim(struct call *call)
{
	struct jobs *jobs = call->parts->jobs;
	if (!jobs)
		return call_done(call);
	const struct kinds *kinds = &jobs->kinds;
	bool is_for_all = jobs->running_outside + OUTSIDE_LEAST <= OUTSIDE_MOST;
	size_t count = is_for_all ? kinds->count : kinds->inside_count;
	size_t most = AT_ONCE - jobs->running;
	if (count > kinds->inside_count && most > OUTSIDE_MOST - jobs->running_outside)
		most = OUTSIDE_MOST - jobs->running_outside;
	jobs->is_woken = false;
	return sql_jobs_claim(call, claimed, kinds->names.items, count, kinds->caps.items, count,
		kinds->leases.items, count, kinds->attempts.items, count, jobs->reached_id,
		text_from(jobs->reached_kind), (int64_t)most);
}

/* A claim's answer, or a job's end, sets the timer when this does not. */
static void look(struct timer *timer)
{
	struct jobs *jobs = CONTAINER_OF(timer, struct jobs, look);
	if (jobs->is_claiming || jobs->parts->env.is_draining)
		return;
	if (jobs->running >= AT_ONCE || !db_is_connected(jobs->parts->db)) {
		look_after(jobs, LOOK_MS);
		return;
	}
	jobs->is_claiming = true;
	call_start_tick(jobs->parts, NULL, "jobs claim", claim);
}

void claims_wake(struct jobs *jobs)
{
	jobs->is_woken = true;
	if (!jobs->is_claiming)
		look_after(jobs, 0);
}

void claims_go_on(struct jobs *jobs)
{
	if (jobs->running + ROOM_LEAST <= AT_ONCE)
		claims_wake(jobs);
}

/* Workers that start together do not look together. */
void claims_begin(struct jobs *jobs)
{
	uint16_t random = 0;
	nonce_draw(&random, sizeof(random));
	jobs->reached_id = uuid_random();
	look_after(jobs, random % LOOK_MS);
}
