/* The rates of all kinds, and a limit as a call meets it: one token, and the refusal counted. */
#include "call/limit.h"

#include "call/call.h"
#include "call/parts.h"

static const struct limit_rate rows[LIMIT_COUNT] = {
#define LIMIT(name, burst, an_hour, is_by_address) {burst, LIMIT_PER_HOUR(an_hour), is_by_address},
#include "service_limits.def"

#include "call/limits.def"
#undef LIMIT
};

const struct limit_rates limit_rates = {rows, LIMIT_COUNT};

uint64_t call_limit(struct call *call, enum limit_kind kind, struct text key)
{
	struct parts *parts = call->parts;
	uint64_t wait_ms = limit_take(parts->limits, kind, key, env_now_ms(&parts->env));
	if (wait_ms > 0)
		metric_add(parts->env.metrics, METRIC_RATE_LIMITED, 1);
	return wait_ms;
}
