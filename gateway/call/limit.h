/*
 * The kinds of rate limits. The services' come first: replicas name buckets at Redis by their
 * numbers, which a new one of the rooms' then leaves as they are.
 */
#ifndef FRONTDESK_CALL_LIMIT_H
#define FRONTDESK_CALL_LIMIT_H

#include "loop/limit.h"

enum limit_kind {
#define LIMIT(name, burst, an_hour, is_by_address) LIMIT_##name,
#include "service_limits.def"

#include "call/limits.def"
#undef LIMIT
	LIMIT_COUNT
};

/* Of each kind: what the table of limits is made with. */
extern const struct limit_rates limit_rates;

/* A token to be taken: from whose bucket. */
struct limit_token {
	enum limit_kind kind;
	struct text key;
};

#endif
