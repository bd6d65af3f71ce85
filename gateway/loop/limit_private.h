/* What limit.c and limit_memory.c share: how the table lies in memory. */
#ifndef FRONTDESK_LIMIT_PRIVATE_H
#define FRONTDESK_LIMIT_PRIVATE_H

#include "base/keyed_hash.h"
#include "loop/limit.h"

enum { LIMIT_SETS = 8192, LIMIT_WAYS = 7 };

/* One line of the processor's cache. */
struct limit_set {
	uint64_t ways[LIMIT_WAYS];
	uint64_t overflow; /* of keys that find no place */
};

struct limits {
	uint64_t layout; /* limits_layout's, of who made the table */
	struct hash_secret secret;
	_Alignas(sizeof(struct limit_set)) struct limit_set sets[LIMIT_COUNT][LIMIT_SETS];
};

/* Names the rates and how they are kept: processes share a table only if theirs are the same. */
uint64_t limits_layout(void);

#endif
