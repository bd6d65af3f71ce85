/* Seconds, counted: of silence, and until what was refused is tried again. */
#include "bus/beat.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include "base/memory.h"
#include "bus/commands.h"
#include "bus/origin.h"
#include "bus/private.h"
#include "bus/subscriptions.h"
#include "redis/link.h"

enum {
	LATE_BEATS = 2,    /* unheard so many times, a server counts as unhealthy */
	SILENT_BEATS = 4,  /* and then as dead: three were sent and none came back */
	REFUSED_BEATS = 60 /* from a refusal to the next try */
};

struct bus_beat {
	const struct bus *bus;
	const char *server_name;
	struct bus_commands *commands;
	struct bus_subscriptions *subscriptions;
	uint32_t silent;     /* seconds since something of ours came back */
	uint32_t refused;    /* seconds until the next try; 0: Redis refuses nothing */
	bool has_complained; /* of a refusal, since it last refused nothing */
	uint64_t number;     /* of the last heartbeat */
	uint64_t asked;      /* of the command that sent it */
	uint64_t sent_us;    /* on the loop's clock */
};

/* --- refusals --------------------------------------------------------------------------------- */
/* A connection on which Redis refuses something lives: on a new one it would refuse the same. */
void bus_beat_refused(struct bus_beat *beat, const struct redis_reply *reply, const char *command)
{
	if (!beat->has_complained)
		log_say(beat->bus->parts->env.log, LOG_ERROR, redis_link_refusal(reply),
			LOG_F_WORD("server", beat->server_name), LOG_F_WORD("command", command));
	beat->has_complained = true;
	if (beat->refused == 0)
		beat->refused = REFUSED_BEATS;
}

void bus_beat_command_refused(
	struct bus_beat *beat, const struct redis_reply *reply, uint64_t number)
{
	if (number == beat->asked)
		bus_beat_refused(beat, reply, "PUBLISH");
}

static void wait_out(struct bus_beat *beat)
{
	beat->silent = 0;
	if (--beat->refused == 0)
		bus_subscriptions_repeat(beat->subscriptions);
}

/* --- beating ---------------------------------------------------------------------------------- */
static void send_beat(struct bus_beat *beat)
{
	char number[24];
	beat->number++;
	beat->sent_us = uv_hrtime() / 1000;
	int size = snprintf(number, sizeof(number), "%" PRIu64, beat->number);
	struct redis_buffer *buffer = bus_commands_begin(beat->commands);
	redis_put_command(buffer, 3);
	redis_put(buffer, TEXT("PUBLISH"));
	redis_put(buffer, bus_origin_beat_name(beat->bus->origin));
	redis_put(buffer, (struct text){number, (size_t)size});
	beat->asked = bus_commands_number(beat->commands);
}

/* A link that is not ready looks after itself. */
void bus_beat_tick(struct bus_beat *beat)
{
	if (!bus_commands_are_ready(beat->commands) ||
		!bus_subscriptions_are_ready(beat->subscriptions)) {
		beat->silent = beat->refused = 0;
		return;
	}
	if (beat->refused > 0) {
		wait_out(beat);
		return;
	}
	if (++beat->silent < SILENT_BEATS) {
		send_beat(beat);
		return;
	}
	bus_commands_drop(beat->commands);
	bus_subscriptions_drop(beat->subscriptions);
}

/* An earlier one proves as much that the server lives, but not how fast it is. */
void bus_beat_heard(struct bus_beat *beat, struct text payload)
{
	uint64_t number;
	if (!text_to_uint64(payload, &number) || number > beat->number)
		return;
	beat->silent = 0;
	if (beat->refused == 0)
		beat->has_complained = false; /* all was asked for before this beat */
	if (number == beat->number)
		metric_observe(beat->bus->parts->env.metrics, METRIC_BUS_LAG,
			uv_hrtime() / 1000 - beat->sent_us);
}

void bus_beat_alive(struct bus_beat *beat)
{
	beat->silent = 0;
}

bool bus_beat_is_refused(const struct bus_beat *beat)
{
	return beat->refused > 0;
}

bool bus_beat_is_healthy(const struct bus_beat *beat)
{
	return beat->silent < LATE_BEATS && beat->refused == 0;
}

/* --- life ------------------------------------------------------------------------------------- */
struct bus_beat *bus_beat_new(const struct bus *bus, const char *server_name,
	struct bus_commands *commands, struct bus_subscriptions *subscriptions)
{
	struct bus_beat *beat = MEMORY_NEW(struct bus_beat);
	beat->bus = bus;
	beat->server_name = server_name;
	beat->commands = commands;
	beat->subscriptions = subscriptions;
	return beat;
}

void bus_beat_free(struct bus_beat **beat)
{
	free(*beat);
	*beat = NULL;
}
