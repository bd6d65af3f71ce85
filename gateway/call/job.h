/*
 * Durable jobs as services see them: what kinds a service has, and the one whose step a tick does.
 * jobs/jobs.h says how such a tick ends.
 */
#ifndef FRONTDESK_CALL_JOB_H
#define FRONTDESK_CALL_JOB_H

#include "call/call.h"

enum { JOB_KIND_SIZE_MAX = 60 };

/* A row of a service's table. */
struct job_kind {
	const char *name;    /* "accounts.upkeep": what rows of control.jobs call it */
	call_step run;       /* does the step that call->job says, in the scope of its tenant */
	uint32_t cap;        /* so many of a tenant run at once, at all replicas together */
	uint32_t attempts;   /* of a step; then the job is dead, or waits for its next time */
	uint32_t deadline_s; /* what a step may take */
	uint32_t period_s;   /* it comes again and again; 0: statements enqueue it */
	bool is_of_nobody;   /* comes once for the installation, not for each tenant */
	bool is_outside;     /* its steps wait for somebody outside, who may take his time */
};

struct job {
	const struct job_kind *kind;
	struct uuid id;
	int64_t fence; /* with the id, what control.job_finish and job_advance are shown */
	int64_t step;  /* 0 and on; those before it are committed */
	int64_t attempt;
	int64_t lease_s;        /* for control.job_advance */
	struct uuid tenant_id;  /* nil: the installation's own, without a scope */
	struct uuid subject_id; /* the row that it is about; nil: none */
	bool is_settled;        /* jobs/run.c's: what became of it is noted */
};

#endif
