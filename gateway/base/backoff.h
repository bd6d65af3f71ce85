/* How long to wait before something is tried again: ever longer while it goes on failing, with full
 * jitter, so that those who failed together do not come back together. */
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

/* What is started at once when it dies, and waits when it goes on dying; what has lived is
 * forgiven. It died after `lived_ms`; answers the milliseconds to wait. `random` is evenly
 * distributed. */
uint64_t backoff_next_ms(struct backoff *backoff, uint64_t lived_ms, uint32_t random);

/* Before another attempt at what failed `attempts` times before: 1 ms to a bound that begins at
 * `first_ms` and doubles with each, up to `most_ms`. */
uint64_t backoff_retry_ms(uint32_t attempts, uint64_t first_ms, uint64_t most_ms);

#endif
