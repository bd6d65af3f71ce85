/* Full jitter: evenly between nothing and a bound that doubles with each death. */
#include "backoff.h"

static void forgive(struct backoff *backoff, uint64_t lived_ms)
{
	uint64_t forgiven = lived_ms / BACKOFF_FORGIVE_ONE_MS;
	if (lived_ms >= BACKOFF_FORGIVE_ALL_MS || forgiven >= backoff->deaths)
		backoff->deaths = 0;
	else
		backoff->deaths -= (uint32_t)forgiven;
}

static uint64_t bound_ms(uint32_t deaths)
{
	uint64_t bound = BACKOFF_FIRST_MS;
	while (--deaths > 0 && bound < BACKOFF_MOST_MS)
		bound *= 2;
	return bound < BACKOFF_MOST_MS ? bound : BACKOFF_MOST_MS;
}

uint64_t backoff_next_ms(struct backoff *backoff, uint64_t lived_ms, uint32_t random)
{
	forgive(backoff, lived_ms);
	uint64_t most_ms = backoff->deaths ? bound_ms(backoff->deaths) : 0;
	backoff->deaths += backoff->deaths < UINT32_MAX ? 1 : 0;
	return most_ms * random / UINT32_MAX;
}
