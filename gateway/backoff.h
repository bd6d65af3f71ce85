/* How long to wait before what died is started again: at once, then ever longer, with full jitter,
 * while it goes on dying; what has lived is forgiven. */
#ifndef FRONTDESK_BACKOFF_H
#define FRONTDESK_BACKOFF_H

#include <stdint.h>

enum {
	BACKOFF_FIRST_MS = 250,
	BACKOFF_MOST_MS = 30000,
	BACKOFF_FORGIVE_ONE_MS = 10000, /* of life for each death before */
	BACKOFF_FORGIVE_ALL_MS = 60000
};

/* Zeroed: it has not died yet. */
struct backoff {
	uint32_t deaths; /* not yet forgiven */
};

/* It died after `lived_ms`; answers the milliseconds to wait. `random` is evenly distributed. */
uint64_t backoff_next_ms(struct backoff *backoff, uint64_t lived_ms, uint32_t random);

#endif
