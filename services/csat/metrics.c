/* GET /api/admin/support/csat and …/agents: figures of some days. */
#include "csat/csat.h"

#include "pg/db.h"
#include "sql_csat.h"

/* --- which days ------------------------------------------------------------------------------- */
static struct next ranged(struct call *call, const struct sql_answer *answer)
{
	struct csat_filter *filter = &call->csat->filter;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_csat_range_row row = sql_csat_range_row(answer, 0);
	if (row.days < 1)
		return call_fail(call, ERR_FIELD, "from must not be after to");
	if (row.days > CSAT_DAYS_MOST)
		return call_fail(call, ERR_FIELD, "from must be 731 days before to at most");
	filter->first = arena_copy(&call->arena, row.first);
	filter->last = arena_copy(&call->arena, row.last);
	return call->csat->then(call);
}

struct next csat_ask_range(struct call *call, call_step then)
{
	struct csat_work *work = csat_work(call);
	const char *fault = csat_filter_read(call, &work->filter);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	if (csat_filter_is_denied(call, &work->filter))
		return call_fail(call, ERR_DENIED, "Agents see what they are credited with.");
	work->then = then;
	return sql_csat_range(call, ranged, work->filter.first, work->filter.last);
}

/* --- the figures ------------------------------------------------------------------------------ */
static struct next read_metrics(struct call *call)
{
	const struct csat_filter *filter = &call->csat->filter;
	return sql_csat_metrics(call, db_answer_json, filter->first, filter->last, filter->agent,
		filter->team, filter->channel, filter->tag);
}

struct next csat_metrics_get(struct call *call)
{
	return csat_ask_range(call, read_metrics);
}

static struct next read_agents(struct call *call)
{
	const struct csat_filter *filter = &call->csat->filter;
	return sql_csat_agents(call, db_answer_json, filter->first, filter->last, filter->agent,
		filter->team, filter->channel);
}

struct next csat_agents_get(struct call *call)
{
	return csat_ask_range(call, read_agents);
}
