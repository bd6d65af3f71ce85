/*
 * The bus's life: its servers, their links, the tick of a second, the flush of a turn. An idle
 * handle flushes, because libuv does not sleep while one is active: what is asked at any point of a
 * turn goes out before the loop waits again.
 */
#include "bus/private.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* --- links ------------------------------------------------------------------------------------ */
static struct bus_server *server_of_commands(struct redis_link *link)
{
	return CONTAINER_OF(link, struct bus_server, commands);
}

static struct bus_server *server_of_subscriptions(struct redis_link *link)
{
	return CONTAINER_OF(link, struct bus_server, subscriptions);
}

static bool is_connected(const struct bus_server *server)
{
	return redis_link_is_ready(&server->commands) &&
	       redis_link_is_ready(&server->subscriptions);
}

static void note_connected(struct bus *bus)
{
	int64_t connected = 0;
	for (size_t i = 0; i < bus->server_count; i++)
		connected += is_connected(&bus->servers[i]) ? 1 : 0;
	metric_set(bus->parts->env.metrics, METRIC_BUS_CONNECTED, connected);
}

static void commands_ready(struct redis_link *link)
{
	struct bus_server *server = server_of_commands(link);
	server->silent = 0;
	note_connected(server->bus);
}

/* What was not answered may have been lost. */
static void commands_lost(struct redis_link *link)
{
	struct bus_server *server = server_of_commands(link);
	metric_add(server->bus->parts->env.metrics, METRIC_BUS_DROPPED,
		(int64_t)(link->asked - link->answered));
	bus_ask_lost(server);
	note_connected(server->bus);
}

static void commands_replied(
	struct redis_link *link, const struct redis_reply *reply, uint64_t number)
{
	struct bus_server *server = server_of_commands(link);
	bool is_error = reply->count > 0 && reply->values[0].kind == REDIS_ERROR;
	if (is_error)
		metric_add(server->bus->parts->env.metrics, METRIC_BUS_DROPPED, 1);
	if (is_error && number == server->beat_asked)
		bus_beat_refused(server, reply, "PUBLISH");
	bus_ask_answer(server, reply, number);
}

static void subscriptions_ready(struct redis_link *link)
{
	struct bus_server *server = server_of_subscriptions(link);
	server->silent = 0;
	bus_subscribe_all(server);
	note_connected(server->bus);
}

static void subscriptions_lost(struct redis_link *link)
{
	struct bus_server *server = server_of_subscriptions(link);
	bus_subscribe_lost(server);
	note_connected(server->bus);
}

static void subscriptions_replied(
	struct redis_link *link, const struct redis_reply *reply, uint64_t number)
{
	bus_receive(server_of_subscriptions(link), reply);
}

struct bus_server *bus_server_of(struct bus *bus, const void *name, size_t size)
{
	return &bus->servers[redis_url_choose(bus->addresses, bus->server_count, name, size)];
}

bool bus_has_room(const struct bus_server *server, size_t size)
{
	return redis_link_is_ready(&server->commands) &&
	       redis_link_pending(&server->commands) + size <= BUS_PENDING_MAX;
}

/* --- the turn and the second -------------------------------------------------------------- */
static void flush(uv_idle_t *idle)
{
	struct bus *bus = CONTAINER_OF(idle, struct bus, idle);
	(void)uv_idle_stop(idle);
	for (size_t i = 0; i < bus->server_count; i++) {
		struct bus_server *server = &bus->servers[i];
		bus_subscribe_flush(server);
		if (redis_link_is_ready(&server->subscriptions))
			redis_link_flush(&server->subscriptions);
		if (redis_link_is_ready(&server->commands))
			redis_link_flush(&server->commands);
	}
}

void bus_touch(struct bus *bus)
{
	(void)uv_idle_start(&bus->idle, flush); /* does nothing when it is active */
}

static void tick(struct timer *timer)
{
	struct bus *bus = CONTAINER_OF(timer, struct bus, tick);
	for (size_t i = 0; i < bus->server_count; i++)
		bus_beat(&bus->servers[i]);
	bus_unsubscribe_due(bus);
	wheel_set(bus->parts->env.wheel, &bus->tick, BUS_TICK_MS, tick);
}

bool bus_is_healthy(const struct parts *parts)
{
	const struct bus *bus = parts->bus;
	for (size_t i = 0; bus && i < bus->server_count; i++) {
		const struct bus_server *server = &bus->servers[i];
		if (!is_connected(server) || !server->is_restored ||
			server->silent >= BUS_LATE_BEATS || server->refused > 0)
			return false;
	}
	return true;
}

/* --- start and end ------------------------------------------------------------------------ */
static void add_server(struct bus *bus, size_t index)
{
	struct bus_server *server = &bus->servers[index];
	server->bus = bus;
	server->address = &bus->addresses[index];
	redis_link_init(&server->commands, &bus->parts->env, server->address, "commands");
	server->commands.ready = commands_ready;
	server->commands.lost = commands_lost;
	server->commands.replied = commands_replied;
	redis_link_init(&server->subscriptions, &bus->parts->env, server->address, "subscriptions");
	server->subscriptions.ready = subscriptions_ready;
	server->subscriptions.lost = subscriptions_lost;
	server->subscriptions.replied = subscriptions_replied;
	redis_link_start(&server->commands);
	redis_link_start(&server->subscriptions);
}

static struct bus *make(struct parts *parts, struct bus_keys *keys)
{
	struct bus *bus = MEMORY_NEW(struct bus);
	bus->parts = parts;
	bus->origin = uuid_random();
	bus->keys = keys;
	memcpy(bus->beat_name, "fd1:b:", 6);
	channel_put_id(bus->origin, bus->beat_name + 6);
	bus_topics_init(bus);
	(void)uv_idle_init(parts->env.loop, &bus->idle);
	return bus;
}

enum err bus_start(struct parts *parts, struct arena *arena, const char **ret_reason)
{
	struct redis_address addresses[REDIS_SERVERS_MAX];
	size_t count;
	enum err err = redis_url_parse(
		arena, text_from(parts->env.settings->redis), addresses, &count, ret_reason);
	if (err != ERR_NONE || count == 0)
		return err;
	struct bus_keys *keys = bus_keys_new();
	*ret_reason = "there is no guarded memory for the keys of the bus: raise the limit of "
		      "locked memory (LimitMEMLOCK)";
	if (!keys)
		return ERR_BUSY;
	struct bus *bus = make(parts, keys);
	memcpy(bus->addresses, addresses, sizeof(addresses));
	bus->server_count = count;
	for (size_t i = 0; i < count; i++)
		add_server(bus, i);
	hub_set_watch(parts->hub, &bus->watch);
	wheel_set(parts->env.wheel, &bus->tick, BUS_TICK_MS, tick);
	parts->bus = bus;
	return ERR_NONE;
}

static void free_bus(uv_handle_t *handle)
{
	struct bus *bus = CONTAINER_OF((uv_idle_t *)handle, struct bus, idle);
	free(bus->room);
	free(bus);
}

void bus_stop(struct parts *parts)
{
	struct bus *bus = parts->bus;
	if (!bus)
		return;
	parts->bus = NULL;
	hub_set_watch(parts->hub, NULL);
	wheel_cancel(parts->env.wheel, &bus->tick);
	for (size_t i = 0; i < bus->server_count; i++) {
		bus_ask_lost(&bus->servers[i]);
		redis_link_stop(&bus->servers[i].commands);
		redis_link_stop(&bus->servers[i].subscriptions);
	}
	bus_topics_done(bus);
	bus_keys_free(&bus->keys);
	uv_close((uv_handle_t *)&bus->idle, free_bus);
}
