/* What the links of a server say, and to whom it is said. */
#include "bus/server.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "bus/beat.h"
#include "bus/commands.h"
#include "bus/origin.h"
#include "bus/private.h"
#include "bus/receive.h"
#include "bus/subscriptions.h"
#include "bus/topics.h"
#include "call/service.h"

struct bus_server {
	struct bus *bus;
	const struct redis_address *address;
	struct bus_commands *commands;
	struct bus_subscriptions *subscriptions;
	struct bus_beat *beat;
};

struct bus_servers {
	size_t count;
	struct redis_address addresses[REDIS_SERVERS_MAX];
	struct bus_server servers[REDIS_SERVERS_MAX];
};

/* --- links come and go ------------------------------------------------------------------------ */
static bool is_connected(const struct bus_server *server)
{
	return bus_commands_are_ready(server->commands) &&
	       bus_subscriptions_are_ready(server->subscriptions);
}

static void note_connected(struct bus_server *server)
{
	const struct bus_servers *servers = server->bus->servers;
	int64_t connected = 0;
	for (size_t i = 0; i < servers->count; i++)
		connected += is_connected(&servers->servers[i]) ? 1 : 0;
	metric_set(server->bus->parts->env.metrics, METRIC_BUS_CONNECTED, connected);
}

static void link_ready(struct bus_server *server)
{
	bus_beat_alive(server->beat);
	note_connected(server);
}

static void command_refused(
	struct bus_server *server, const struct redis_reply *reply, uint64_t number)
{
	bus_beat_command_refused(server->beat, reply, number);
}

static void restored(struct bus_server *server)
{
	struct parts *parts = server->bus->parts;
	bus_beat_alive(server->beat);
	log_say(parts->env.log, LOG_INFO, "bus restored",
		LOG_F_WORD("server", server->address->name.data),
		LOG_F_NUMBER("subscriptions", bus_topics_confirmed(server->bus->topics)));
	metric_add(parts->env.metrics, METRIC_BUS_RESTORED, 1);
	for (size_t i = 0; services[i]; i++)
		if (services[i]->bus_restored)
			services[i]->bus_restored(parts);
}

static void message(struct bus_server *server, struct text name, struct text payload)
{
	const struct bus *bus = server->bus;
	if (text_equals(name, bus_origin_beat_name(bus->origin)))
		bus_beat_heard(server->beat, payload);
	else
		bus_receive(bus->receiver, name, payload);
}

static void subscribe_refused(struct bus_server *server, const struct redis_reply *reply)
{
	bus_beat_refused(server->beat, reply, "SUBSCRIBE");
}

static const struct bus_commands_owner owner_of_commands = {
	.ready = link_ready, .lost = note_connected, .refused = command_refused};
static const struct bus_subscriptions_owner owner_of_subscriptions = {.ready = link_ready,
	.lost = note_connected,
	.restored = restored,
	.message = message,
	.refused = subscribe_refused};

/* --- one server ------------------------------------------------------------------------------- */
void bus_server_subscribe(struct bus_server *server, struct bus_topic *topic)
{
	bus_subscriptions_add(server->subscriptions, topic);
}

bool bus_server_confirms(const struct bus_server *server)
{
	return bus_subscriptions_are_ready(server->subscriptions) &&
	       !bus_beat_is_refused(server->beat);
}

static void start(struct bus_server *server, struct bus *bus, const struct redis_address *address)
{
	server->bus = bus;
	server->address = address;
	server->commands = bus_commands_new(bus, address, server, &owner_of_commands);
	server->subscriptions =
		bus_subscriptions_new(bus, address, server, &owner_of_subscriptions);
	server->beat =
		bus_beat_new(bus, address->name.data, server->commands, server->subscriptions);
}

static void stop(struct bus_server *server)
{
	bus_beat_free(&server->beat);
	bus_commands_free(&server->commands);
	bus_subscriptions_free(&server->subscriptions);
}

/* --- all -------------------------------------------------------------------------------------- */
struct bus_server *bus_servers_choose(struct bus_servers *servers, const void *name, size_t size)
{
	return &servers->servers[redis_url_choose(servers->addresses, servers->count, name, size)];
}

struct bus_commands *bus_servers_commands(
	struct bus_servers *servers, const void *name, size_t size)
{
	return bus_servers_choose(servers, name, size)->commands;
}

void bus_servers_flush(struct bus_servers *servers)
{
	for (size_t i = 0; i < servers->count; i++) {
		bus_subscriptions_flush(servers->servers[i].subscriptions);
		bus_commands_flush(servers->servers[i].commands);
	}
}

void bus_servers_tick(struct bus_servers *servers)
{
	for (size_t i = 0; i < servers->count; i++)
		bus_beat_tick(servers->servers[i].beat);
	for (size_t i = 0; i < servers->count; i++)
		bus_subscriptions_end_overdue(servers->servers[i].subscriptions);
}

bool bus_servers_are_healthy(const struct bus_servers *servers)
{
	for (size_t i = 0; i < servers->count; i++) {
		const struct bus_server *server = &servers->servers[i];
		if (!is_connected(server) ||
			!bus_subscriptions_are_restored(server->subscriptions) ||
			!bus_beat_is_healthy(server->beat))
			return false;
	}
	return true;
}

struct bus_servers *bus_servers_new(
	struct bus *bus, const struct redis_address *addresses, size_t count)
{
	struct bus_servers *servers = MEMORY_NEW(struct bus_servers);
	servers->count = count;
	memcpy(servers->addresses, addresses, count * sizeof(*addresses));
	for (size_t i = 0; i < count; i++)
		start(&servers->servers[i], bus, &servers->addresses[i]);
	return servers;
}

void bus_servers_free(struct bus_servers **servers)
{
	if (!*servers)
		return;
	for (size_t i = 0; i < (*servers)->count; i++)
		stop(&(*servers)->servers[i]);
	free(*servers);
	*servers = NULL;
}
