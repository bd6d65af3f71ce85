/*
 * What has ended is deleted: sign-ins, visitors' tokens, first answers kept for repeats. So many
 * rows at a time; what is more is left to the next time.
 */
#include "accounts/accounts.h"

#include "call/job.h"
#include "jobs/jobs.h"
#include "sql_accounts.h"

struct next upkeep_tenant(struct call *call)
{
	return sql_upkeep_tenant(call, job_finished, call->job->id, call->job->fence);
}

struct next upkeep_installation(struct call *call)
{
	return sql_upkeep_installation(call, job_finished, call->job->id, call->job->fence);
}
