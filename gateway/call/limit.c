/* A rate limit as a call meets it: one token, and the refusal counted. */
#include "call/call.h"

#include "call/parts.h"

uint64_t call_limit(struct call *call, enum limit_kind kind, struct text key)
{
	struct parts *parts = call->parts;
	uint64_t wait_ms = limit_take(parts->limits, kind, key, env_now_ms(&parts->env));
	if (wait_ms > 0)
		metric_add(parts->env.metrics, METRIC_RATE_LIMITED, 1);
	return wait_ms;
}
