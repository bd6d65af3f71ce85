/* The governor's life, and what it tells: acts are counted as they happen, and each kind has one
 * line for all of a second. */
#include "net/governor_private.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/memory.h"

enum {
	SECOND_MS = 1000,
	PART_OF_ONE = 4,      /* no address has more than one in so many places */
	PER_ADDRESS_LEAST = 8 /* browsers open six */
};

static const struct {
	enum metric metric;
	const char *sentence;
} acts[GOVERNOR_ACTS] = {
	[GOVERNOR_FULL] = {METRIC_CONNECTIONS_REFUSED,
		"connections were refused: all places are taken"},
	[GOVERNOR_CROWDED] = {METRIC_CONNECTIONS_CROWDED,
		"connections were refused: their address has as many as one may"},
	[GOVERNOR_MADE_ROOM] = {METRIC_CONNECTIONS_GIVEN_UP,
		"connections that waited were closed for new ones"},
	[GOVERNOR_HELD] = {METRIC_CONNECTIONS_HELD,
		"connections were not read for a while: they took more than their share"},
	[GOVERNOR_SHED] = {METRIC_FLIGHT_SHED,
		"connections were closed: they held most of too many bytes in flight"},
	[GOVERNOR_PUT_OFF] = {METRIC_FLIGHT_PUT_OFF,
		"requests were put off: too many bytes are in flight"},
};

/* --- what it tells ----------------------------------------------------------------------- */
static void end_second(struct timer *timer)
{
	struct governor *governor = CONTAINER_OF(timer, struct governor, second);
	for (size_t i = 0; i < GOVERNOR_ACTS; i++)
		if (governor->acts[i] > 0)
			log_say(governor->env->log, LOG_WARN, acts[i].sentence,
				LOG_F_NUMBER("count", governor->acts[i]));
	memset(governor->acts, 0, sizeof(governor->acts));
	peers_forget(governor, meter_now_us());
	wheel_set(governor->env->wheel, timer, SECOND_MS, end_second);
}

void governor_tell(struct governor *governor, enum governor_act act)
{
	if (!governor)
		return;
	metric_add(governor->env->metrics, acts[act].metric, 1);
	governor->acts[act]++;
}

/* --- life -------------------------------------------------------------------------------- */
static size_t per_address(const struct settings *settings, const struct governor_setup *setup)
{
	size_t most = setup->connections_max * setup->workers / PART_OF_ONE;
	size_t wanted = (size_t)settings->address_connections;
	most = most > PER_ADDRESS_LEAST ? most : PER_ADDRESS_LEAST;
	return wanted < most ? wanted : most;
}

static void take_rates(struct governor *governor)
{
	const struct settings *settings = governor->env->settings;
	governor->connection_rates =
		(struct governor_rates){.percent = (uint64_t)settings->connection_percent,
			.bytes = (uint64_t)settings->connection_bytes};
	governor->address_rates =
		(struct governor_rates){.percent = (uint64_t)settings->address_percent,
			.bytes = (uint64_t)settings->address_bytes};
}

/* The host's, where there is a supervisor of this version. */
static void find_census(struct governor *governor, const struct governor_setup *setup)
{
	int memory;
	if (setup->census) {
		governor->census = setup->census;
		governor->column = setup->column;
		return;
	}
	governor->own_census = governor->census = census_new(1, &memory);
	if (governor->census)
		(void)close(memory);
}

static void begin_shares(struct governor *governor, const struct governor_setup *setup)
{
	struct rlimit limit;
	if (!governor->env->settings->rate_limits || getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	find_census(governor, setup);
	if (governor->census)
		meter_start(limit.rlim_cur);
}

struct governor *governor_new(const struct env *env, const struct governor_setup *setup)
{
	struct governor *governor = MEMORY_NEW(struct governor);
	governor->env = env;
	governor->holder = setup->holder;
	governor->per_address = per_address(env->settings, setup);
	take_rates(governor);
	begin_shares(governor, setup);
	wheel_set(env->wheel, &governor->second, SECOND_MS, end_second);
	flight_watch(governor);
	return governor;
}

void governor_free(struct governor **governor)
{
	if (!*governor)
		return;
	wheel_cancel((*governor)->env->wheel, &(*governor)->release);
	wheel_cancel((*governor)->env->wheel, &(*governor)->second);
	wheel_cancel((*governor)->env->wheel, &(*governor)->flight);
	meter_stop();
	peers_free(*governor);
	census_free(&(*governor)->own_census);
	free((*governor)->held);
	free(*governor);
	*governor = NULL;
}

bool governor_is_crowded(struct governor *governor, struct text address)
{
	return governor && governor->census && address.size > 0 &&
	       peer_count(governor, address) >= governor->per_address;
}
