/* The operations service's tables. */
#include "operations/operations.h"

#include "registry.h"

/* clang-format off */
#define JOBS "/api/admin/support/jobs"

static const struct route routes[] = {
	{METHOD_GET,    JOBS,                   ACCESS_ADMIN, false, jobs_list,   "A page of the tenant's durable jobs of a state, in the order of their time"},
	{METHOD_GET,    JOBS "/counts",         ACCESS_ADMIN, false, jobs_counts, "How many durable jobs the tenant has in each state, and how late the oldest one is that is due"},
	{METHOD_POST,   JOBS "/{jobId}/retry",  ACCESS_ADMIN, false, job_retry,   "Has a dead job tried again at once, from its last step"},
	{METHOD_DELETE, JOBS "/{jobId}",        ACCESS_ADMIN, false, job_drop,    "Drops a dead job: what it is about is not done"},
};
/* clang-format on */

const struct service operations_service = {
	.name = "operations",
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(*routes),
};
