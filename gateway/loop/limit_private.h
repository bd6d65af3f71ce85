/* What limit.c and limit_memory.c share: how the table lies in memory. */
#ifndef FRONTDESK_LIMIT_PRIVATE_H
#define FRONTDESK_LIMIT_PRIVATE_H

#include "base/keyed_hash.h"
#include "loop/limit.h"

enum { LIMIT_KINDS_MAX = 64, LIMIT_SETS = 8192, LIMIT_WAYS = 7 };

/* One line of the processor's cache. */
struct limit_set {
	uint64_t ways[LIMIT_WAYS];
	uint64_t overflow; /* of keys that find no place */
};

struct limits {
	uint64_t layout; /* limits_layout's, of who made the table */
	struct hash_secret secret;
	uint64_t count; /* of kinds */
	struct limit_rate rates[LIMIT_KINDS_MAX];
	_Alignas(sizeof(struct limit_set)) struct limit_set sets[][LIMIT_SETS]; /* of each kind */
};

static inline size_t limits_size(size_t count)
{
	return sizeof(struct limits) + count * LIMIT_SETS * sizeof(struct limit_set);
}

/* Names the rates and how they are kept: processes share a table only if theirs are the same. */
uint64_t limits_layout(const struct limit_rates *rates);

#endif
