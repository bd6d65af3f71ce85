/* Full jitter: evenly between nothing and a bound that doubles with each death. */
#include "base/backoff.h"

#include <stddef.h>
#include <uv.h>

static void forgive(struct backoff *backoff, uint64_t lived_ms)
{
	uint64_t forgiven = lived_ms / BACKOFF_FORGIVE_ONE_MS;
	if (lived_ms >= BACKOFF_FORGIVE_ALL_MS || forgiven >= backoff->deaths)
		backoff->deaths = 0;
	else
		backoff->deaths -= (uint32_t)forgiven;
}

static uint64_t bound_ms(uint32_t doublings, uint64_t first_ms, uint64_t most_ms)
{
	uint64_t bound = first_ms;
	while (doublings-- > 0 && bound < most_ms)
		bound *= 2;
	return bound < most_ms ? bound : most_ms;
}

uint64_t backoff_next_ms(struct backoff *backoff, uint64_t lived_ms, uint32_t random)
{
	forgive(backoff, lived_ms);
	uint64_t most_ms =
		backoff->deaths ? bound_ms(backoff->deaths - 1, BACKOFF_FIRST_MS, BACKOFF_MOST_MS)
				: 0;
	backoff->deaths += backoff->deaths < UINT32_MAX ? 1 : 0;
	return most_ms * random / UINT32_MAX;
}

uint64_t backoff_retry_ms(uint32_t attempts, uint64_t first_ms, uint64_t most_ms)
{
	uint32_t random = 0;
	(void)uv_random(NULL, NULL, &random, sizeof(random), 0, NULL);
	return 1 + random % bound_ms(attempts, first_ms, most_ms);
}
