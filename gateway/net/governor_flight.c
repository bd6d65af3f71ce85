/* The budget of bytes in flight: over it, those who hold most of them go first, and new requests
 * come later. */
#include "net/governor_private.h"

#include "loop/flight.h"

enum { LOOK_MS = 100, RETRY_MS = 2000 };

static size_t most(const struct governor *governor)
{
	return (size_t)governor->env->settings->flight_bytes;
}

uint64_t governor_flight_wait_ms(struct governor *governor)
{
	if (!governor || flight_bytes() <= most(governor))
		return 0;
	governor_tell(governor, GOVERNOR_PUT_OFF);
	return RETRY_MS;
}

/* All that hold at least half of what the heaviest does; the next look goes on from there. */
static void shed(struct governor *governor)
{
	struct governor_holder *holder = governor->holder;
	size_t least = holder->heaviest(holder) / 2;
	if (least == 0)
		return;
	size_t gone = holder->shed(holder, least);
	for (size_t i = 0; i < gone; i++)
		governor_tell(governor, GOVERNOR_SHED);
}

static void look(struct timer *timer)
{
	struct governor *governor = CONTAINER_OF(timer, struct governor, flight);
	metric_set(governor->env->metrics, METRIC_IN_FLIGHT, (int64_t)flight_bytes());
	if (flight_bytes() > most(governor))
		shed(governor);
	wheel_set(governor->env->wheel, timer, LOOK_MS, look);
}

void flight_watch(struct governor *governor)
{
	wheel_set(governor->env->wheel, &governor->flight, LOOK_MS, look);
}
