/* What the files of this room share. */
#ifndef FRONTDESK_JOBS_PRIVATE_H
#define FRONTDESK_JOBS_PRIVATE_H

#include "call/job.h"
#include "call/parts.h"
#include "jobs/jobs.h"
#include "jobs/kinds.h"
#include "pg/listen.h"

struct jobs {
	struct parts *parts;
	struct arena memory; /* holds this struct and the kinds */
	struct kinds kinds;
	struct db_listener listener;
	size_t running, running_outside; /* the latter are among the former */
	/* claim.c's */
	struct timer look;      /* at what is due */
	bool is_claiming;       /* a claim is under way */
	bool is_woken;          /* since it began */
	struct uuid reached_id; /* the queue whose turn was the last: its owner and kind */
	char reached_kind[JOB_KIND_SIZE_MAX + 1];
	/* watch.c's */
	struct timer watch;
	uint64_t ensure_ms;  /* when it sees to periodic ones again */
	uint64_t late_looks; /* in a row that found one late */
};

/* --- claim.c ---------------------------------------------------------------------------------- */
void claims_begin(struct jobs *jobs);
/* Something may be due: takes it soon. */
void claims_wake(struct jobs *jobs);
/* A job's tick has ended: there is room for another. */
void claims_go_on(struct jobs *jobs);

/* --- run.c ------------------------------------------------------------------------------------ */
/* Begins a tick for the job that was taken, which is copied. */
void job_begin(struct jobs *jobs, const struct job *taken);

/* --- watch.c ---------------------------------------------------------------------------------- */
void watch_begin(struct jobs *jobs);

#endif
