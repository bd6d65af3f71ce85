/*
 * Heartbeats: each second a number, published to a channel of our own through each server. Its way
 * there and back is the lag; when three do not come back, both links are taken for dead: a peer
 * that hangs or a line that was cut shows in no other way.
 */
#include "bus/private.h"

#include <inttypes.h>
#include <stdio.h>

/* --- refusals --------------------------------------------------------------------------------- */
/* A connection on which Redis refuses something lives: on a new one it would refuse the same. */
void bus_beat_refused(struct bus_server *server, const struct redis_reply *reply, const char *what)
{
	if (!server->has_complained)
		log_say(server->bus->parts->env.log, LOG_ERROR, redis_link_refusal(reply),
			LOG_F_WORD("server", server->address->name.data),
			LOG_F_WORD("command", what));
	server->has_complained = true;
	if (server->refused == 0)
		server->refused = BUS_REFUSED_BEATS;
}

static void wait_out(struct bus_server *server)
{
	server->silent = 0;
	if (--server->refused == 0)
		bus_subscribe_again(server);
}

/* --- beating ---------------------------------------------------------------------------------- */
static void send_beat(struct bus_server *server)
{
	struct bus *bus = server->bus;
	char number[24];
	server->beat++;
	server->beat_us = uv_hrtime() / 1000;
	int size = snprintf(number, sizeof(number), "%" PRIu64, server->beat);
	struct redis_buffer *buffer = redis_link_ask(&server->commands);
	redis_put_command(buffer, 3);
	redis_put(buffer, TEXT("PUBLISH"));
	redis_put(buffer, (struct text){bus->beat_name, BUS_BEAT_NAME_SIZE});
	redis_put(buffer, (struct text){number, (size_t)size});
	server->beat_asked = server->commands.asked;
	bus_touch(bus);
}

/* A link that is not ready looks after itself. */
void bus_beat(struct bus_server *server)
{
	if (!redis_link_is_ready(&server->commands) ||
		!redis_link_is_ready(&server->subscriptions)) {
		server->silent = server->refused = 0;
		return;
	}
	if (server->refused > 0) {
		wait_out(server);
		return;
	}
	if (++server->silent < BUS_SILENT_BEATS) {
		send_beat(server);
		return;
	}
	redis_link_drop(&server->commands);
	redis_link_drop(&server->subscriptions);
}

/* An earlier one proves as much that the server lives, but not how fast it is. */
void bus_beat_heard(struct bus_server *server, struct text payload)
{
	uint64_t number;
	if (!text_to_uint64(payload, &number) || number > server->beat)
		return;
	server->silent = 0;
	if (server->refused == 0)
		server->has_complained = false; /* all was asked for before this beat */
	if (number == server->beat)
		metric_observe(server->bus->parts->env.metrics, METRIC_BUS_LAG,
			uv_hrtime() / 1000 - server->beat_us);
}
