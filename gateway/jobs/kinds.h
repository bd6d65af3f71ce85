/* The kinds of all services in one table, and as the columns that statements are given. */
#ifndef FRONTDESK_JOBS_KINDS_H
#define FRONTDESK_JOBS_KINDS_H

#include "call/job.h"

/* A column of the table: a text for each kind. */
struct kind_column {
	struct text *items;
	size_t count;
};

struct kinds {
	const struct job_kind **items; /* those that wait for somebody outside come last */
	size_t count, inside_count;
	struct kind_column names, caps, leases, attempts;
	/* Of those that come again. */
	struct kind_column periodic, periods, are_tenants;
};

/* A worker that has not ended a step within its deadline has this long to notice, before the job is
 * another's. */
enum { JOB_LEASE_MARGIN_S = 10 };

void kinds_gather(struct kinds *kinds, struct arena *arena);
/* NULL where no service has it. */
const struct job_kind *kinds_find(const struct kinds *kinds, struct text name);
int64_t kind_lease_s(const struct job_kind *kind);

#endif
