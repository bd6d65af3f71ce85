/* What is charged, and how long it takes to regain. */
#ifndef FRONTDESK_GOVERNOR_RATES_H
#define FRONTDESK_GOVERNOR_RATES_H

#include <stdint.h>

enum { GOVERNOR_OWED_MAX_US = 5000000 }; /* more than that is not read on */

/* What a second of the loop or a number of bytes costs: the time to regain it. */
struct governor_rates {
	uint64_t percent; /* of the loop's time */
	uint64_t bytes;   /* a second */
};

struct governor_cost {
	uint64_t loop_us, bytes;
};

/* Whichever takes longer to regain. */
static inline uint64_t governor_regaining_us(
	const struct governor_rates *rates, const struct governor_cost *cost)
{
	uint64_t by_time = cost->loop_us * 100 / rates->percent;
	uint64_t by_size = cost->bytes * 1000000 / rates->bytes;
	return by_time > by_size ? by_time : by_size;
}

#endif
