/* The csat service's tables. */
#include "csat/csat.h"

#include "call/job.h"
#include "registry.h"

struct csat_work *csat_work(struct call *call)
{
	if (!call->csat)
		call->csat = ARENA_NEW(&call->arena, struct csat_work);
	return call->csat;
}

/* clang-format off */
#define CSAT "/api/admin/support/csat"

static const struct route routes[] = {
	{METHOD_GET,   CSAT,             ACCESS_AGENT, false, csat_metrics_get,    "What customers answered on some days, beside the days before"},
	{METHOD_GET,   CSAT "/agents",   ACCESS_AGENT, false, csat_agents_get,     "The same of each agent, with how far the score can be relied on"},
	{METHOD_GET,   CSAT "/surveys",  ACCESS_AGENT, false, csat_survey_list,    "A page of the surveys themselves, newest first"},
	{METHOD_GET,   CSAT "/settings", ACCESS_ADMIN, false, csat_settings_read,  "Whether and how customers are asked how it was"},
	{METHOD_PATCH, CSAT "/settings", ACCESS_ADMIN, true,  csat_settings_write, "Changes what is given of these, where nobody else has meanwhile"},
};

static const struct job_kind jobs[] = {
	/* name         run              cap, attempts, deadline */
	{"csat.ask",    csat_ask_run,    4, 20, 20},
	{"csat.remind", csat_remind_run, 2, 20, 20},
	{"csat.low",    csat_low_run,    1, 20, 20}, /* what two say of one survey, one says */
};
/* clang-format on */

const struct service csat_service = {
	.name = "csat",
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(*routes),
	.jobs = jobs,
	.job_count = sizeof(jobs) / sizeof(*jobs),
};
