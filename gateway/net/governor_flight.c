/* Looks ten times a second. */
#include "net/governor_flight.h"

#include <stdlib.h>

#include "base/memory.h"
#include "loop/flight.h"
#include "net/governor.h"
#include "net/governor_private.h"

enum { LOOK_MS = 100, RETRY_MS = 2000 };

struct governor_flight {
	struct governor *governor;
	struct governor_holder *holder;
	struct timer look;
};

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
static void shed(const struct governor_flight *flight)
{
	struct governor_holder *holder = flight->holder;
	size_t least = holder->heaviest(holder) / 2;
	if (least == 0)
		return;
	size_t gone = holder->shed(holder, least);
	for (size_t i = 0; i < gone; i++)
		governor_tell(flight->governor, GOVERNOR_SHED);
}

static void look(struct timer *timer)
{
	struct governor_flight *flight = CONTAINER_OF(timer, struct governor_flight, look);
	const struct governor *governor = flight->governor;
	metric_set(governor->env->metrics, METRIC_IN_FLIGHT, (int64_t)flight_bytes());
	if (flight_bytes() > most(governor))
		shed(flight);
	wheel_set(governor->env->wheel, timer, LOOK_MS, look);
}

struct governor_flight *governor_flight_new(
	struct governor *governor, struct governor_holder *holder)
{
	struct governor_flight *flight = MEMORY_NEW(struct governor_flight);
	flight->governor = governor;
	flight->holder = holder;
	wheel_set(governor->env->wheel, &flight->look, LOOK_MS, look);
	return flight;
}

void governor_flight_free(struct governor_flight **flight)
{
	if (!*flight)
		return;
	wheel_cancel((*flight)->governor->env->wheel, &(*flight)->look);
	free(*flight);
	*flight = NULL;
}
