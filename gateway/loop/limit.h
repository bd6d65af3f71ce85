/*
 * Rate limits, kept for all processes of a host in one table of fixed size, by a keyed hash of
 * (kind, key): neither more workers nor a flood of keys allow more. Which kinds there are is said
 * by whoever makes the table.
 */
#ifndef FRONTDESK_LIMIT_H
#define FRONTDESK_LIMIT_H

#include "base/text.h"

/* What a kind's buckets hold, and how long a token takes to come back to one. */
struct limit_rate {
	uint32_t burst;
	uint32_t interval;      /* LIMIT_PER_HOUR */
	uint64_t is_by_address; /* its keys are addresses: of IPv6 the /64 counts */
};

#define LIMIT_UNITS_PER_MS 10
/* The interval at which so many tokens come back in an hour. */
#define LIMIT_PER_HOUR(count) ((3600 * 1000 * LIMIT_UNITS_PER_MS + (count)-1) / (count))

/* One of each kind; a kind is its place here. A table keeps a copy. */
struct limit_rates {
	const struct limit_rate *rows;
	size_t count;
};

enum { LIMIT_NETWORK_SIZE = 8 };

struct limits;
/* A table of this process's own. NULL when the memory cannot be had, as below. */
struct limits *limits_new(const struct limit_rates *rates);
/* One that other processes can join by its memory, a descriptor that exec closes. */
struct limits *limits_share(const struct limit_rates *rates, int *ret_memory);
/* The table behind such a memory, whose descriptor is closed. NULL, too, when who made it has other
 * rates, or counts otherwise than this build. */
struct limits *limits_join(const struct limit_rates *rates, int memory);
void limits_free(struct limits **limits);
/* Takes one token: 0 when granted, else how many milliseconds to wait for the next. `now_ms` is the
 * host's monotonic clock. Without limits (NULL: the setting rate_limits is false) everything is
 * granted. */
uint64_t limit_take(struct limits *limits, size_t kind, struct text key, uint64_t now_ms);
/* How long a token takes to come back. */
uint32_t limit_interval_ms(const struct limit_rate *rate);
/* What stands for all addresses that one person has: of IPv6 the /64, in `room`. */
struct text limit_network(struct text address, uint8_t room[LIMIT_NETWORK_SIZE]);

#endif
