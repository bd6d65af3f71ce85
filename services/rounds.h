/*
 * Rounds: what a service does by itself for each of its tenants. All of a worker's tenants have a
 * turn once a second, each at a moment that its id says, and work that comes more seldom is spread
 * over its interval likewise: thousands of tenants never ask at once. When PostgreSQL is slower
 * than they ask the round takes longer, in the same order: nothing is refused, nobody is passed
 * over, and what people do waits behind a few turns only.
 */
#ifndef FRONTDESK_ROUNDS_H
#define FRONTDESK_ROUNDS_H

#include "call/call.h"

/* A service keeps its tenants in so many buckets: one for each millisecond of a round. */
enum { ROUND_BUCKETS = 1000, ROUND_STEP_MS = 50 };
/* So many turns of all services together are under way while one begins another. What is not done
 * for a minute makes agents seem offline, and is ahead of the rest. */
enum { ROUND_TURNS_MOST = 128, ROUND_TURNS_URGENT_MOST = 192 };

struct round {
	size_t bucket;  /* whose turn is next */
	uint64_t at_ms; /* when it was gone on with */
};

size_t round_bucket(struct uuid tenant_id);
/* Goes on with the round: `visit` for each bucket whose turn has come, as long as there are fewer
 * than `turns_most` under way. The others have theirs with the next step. */
void round_step(struct parts *parts, struct round *round, size_t turns_most,
	void (*visit)(struct parts *parts, size_t bucket));
/* When the tenant is due after now, for work that each has once in `every_ms`. */
uint64_t round_due_ms(struct uuid tenant_id, uint64_t every_ms, uint64_t now_ms);

#endif
