/*
 * The operations service: what a tenant's admins see of what Frontdesk does by itself, and do about
 * it. What its files share.
 */
#ifndef FRONTDESK_OPERATIONS_H
#define FRONTDESK_OPERATIONS_H

#include "call/call.h"

/* --- jobs.c ----------------------------------------------------------------------------------- */
struct next jobs_list(struct call *call);
struct next jobs_counts(struct call *call);
struct next job_retry(struct call *call);
struct next job_drop(struct call *call);

#endif
