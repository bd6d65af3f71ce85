/* The governor's life, and what it tells: acts are counted as they happen, and each kind has one
 * line for all of a second. */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/memory.h"
#include "net/governor.h"
#include "net/governor_flight.h"
#include "net/governor_meter.h"
#include "net/governor_peers.h"
#include "net/governor_private.h"
#include "net/governor_share.h"

enum { SECOND_MS = 1000 };

/* The governor, and what it has done in this second. */
struct told {
	struct governor governor;
	struct timer second;
	uint64_t acts[GOVERNOR_ACTS];
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
	struct told *told = CONTAINER_OF(timer, struct told, second);
	const struct governor *governor = &told->governor;
	for (size_t i = 0; i < GOVERNOR_ACTS; i++)
		if (told->acts[i] > 0)
			log_say(governor->env->log, LOG_WARN, acts[i].sentence,
				LOG_F_NUMBER("count", told->acts[i]));
	memset(told->acts, 0, sizeof(told->acts));
	if (governor->peers)
		governor_peers_forget(governor->peers, meter_now_us());
	wheel_set(governor->env->wheel, timer, SECOND_MS, end_second);
}

void governor_tell(struct governor *governor, enum governor_act act)
{
	if (!governor)
		return;
	metric_add(governor->env->metrics, acts[act].metric, 1);
	CONTAINER_OF(governor, struct told, governor)->acts[act]++;
}

/* --- life -------------------------------------------------------------------------------- */
static void begin_shares(struct governor *governor, const struct governor_setup *setup)
{
	const struct settings *settings = governor->env->settings;
	struct rlimit limit;
	if (!settings->rate_limits || getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	governor->peers = governor_peers_new(settings, setup);
	if (!governor->peers)
		return;
	governor->shares = governor_shares_new(governor);
	meter_start(limit.rlim_cur);
}

struct governor *governor_new(const struct env *env, const struct governor_setup *setup)
{
	struct told *told = MEMORY_NEW(struct told);
	struct governor *governor = &told->governor;
	governor->env = env;
	begin_shares(governor, setup);
	wheel_set(env->wheel, &told->second, SECOND_MS, end_second);
	governor->flight = governor_flight_new(governor, setup->holder);
	return governor;
}

void governor_free(struct governor **governor)
{
	if (!*governor)
		return;
	struct told *told = CONTAINER_OF(*governor, struct told, governor);
	wheel_cancel((*governor)->env->wheel, &told->second);
	governor_flight_free(&(*governor)->flight);
	meter_stop();
	governor_shares_free(&(*governor)->shares);
	governor_peers_free(&(*governor)->peers);
	free(told);
	*governor = NULL;
}
