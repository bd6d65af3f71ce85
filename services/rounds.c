/* Rounds by the clock: a step that comes late visits more buckets. Tenants' ids are random, and
 * need no hashing of ours. */
#include "rounds.h"

#include "call/parts.h"

enum { STEP_MOST_MS = 4 * ROUND_STEP_MS }; /* after a pause of the loop's */

size_t round_bucket(struct uuid tenant_id)
{
	return ((size_t)tenant_id.bytes[14] << 8 | tenant_id.bytes[15]) % ROUND_BUCKETS;
}

void round_step(struct parts *parts, struct round *round, size_t turns_most,
	void (*visit)(struct parts *parts, size_t bucket))
{
	uint64_t now = env_now_ms(&parts->env), passed = now - round->at_ms;
	uint64_t left = passed < STEP_MOST_MS ? passed : STEP_MOST_MS;
	round->at_ms = now;
	for (; left > 0 && call_turns_running(parts) < turns_most; left--) {
		visit(parts, round->bucket);
		round->bucket = (round->bucket + 1) % ROUND_BUCKETS;
	}
}

uint64_t round_due_ms(struct uuid tenant_id, uint64_t every_ms, uint64_t now_ms)
{
	uint64_t offset = (uint64_t)tenant_id.bytes[0] << 24 | (uint64_t)tenant_id.bytes[1] << 16 |
			  (uint64_t)tenant_id.bytes[2] << 8 | tenant_id.bytes[3];
	return now_ms + every_ms - (now_ms + offset) % every_ms;
}
