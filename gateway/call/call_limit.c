/* A rate limit as a call meets it: one token, and the refusal counted. */
#include "call/call.h"
#include "process/gateway.h"

uint64_t call_limit(struct call *call, enum limit_kind kind, struct text key)
{
	struct gateway *gateway = call->gateway;
	uint64_t wait_ms = limit_take(gateway->limits, kind, key, env_now_ms(&gateway->env));
	if (wait_ms > 0)
		metric_add(gateway->env.metrics, METRIC_RATE_LIMITED, 1);
	return wait_ms;
}
