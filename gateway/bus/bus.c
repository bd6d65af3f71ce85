/* The bus's life: its parts, the flush of a turn, the tick of a second. */
#include "bus/bus.h"

#include <stdlib.h>

#include "base/memory.h"
#include "bus/flush.h"
#include "bus/keys.h"
#include "bus/listen.h"
#include "bus/origin.h"
#include "bus/private.h"
#include "bus/receive.h"
#include "bus/server.h"
#include "bus/topics.h"
#include "loop/wheel.h"

enum { TICK_MS = 1000 }; /* between heartbeats */

/* The bus, and what drives it. */
struct driven {
	struct bus bus;
	struct bus_flush flush;
	struct timer tick;
};

static void flush_all(struct bus_flush *flush)
{
	bus_servers_flush(CONTAINER_OF(flush, struct driven, flush)->bus.servers);
}

static void tick(struct timer *timer)
{
	struct driven *driven = CONTAINER_OF(timer, struct driven, tick);
	bus_servers_tick(driven->bus.servers);
	wheel_set(driven->bus.parts->env.wheel, timer, TICK_MS, tick);
}

bool bus_is_healthy(const struct parts *parts)
{
	return !parts->bus || bus_servers_are_healthy(parts->bus->servers);
}

/* --- start and end ------------------------------------------------------------------------ */
static void free_driven(struct bus_flush *flush)
{
	free(CONTAINER_OF(flush, struct driven, flush));
}

static struct driven *drive(struct parts *parts)
{
	struct driven *driven = MEMORY_NEW(struct driven);
	bus_flush_init(&driven->flush, parts->env.loop);
	driven->flush.act = flush_all;
	driven->flush.closed = free_driven;
	driven->bus.parts = parts;
	driven->bus.flush = &driven->flush;
	wheel_set(parts->env.wheel, &driven->tick, TICK_MS, tick);
	return driven;
}

static void make(
	struct bus *bus, struct bus_keys *keys, const struct redis_address *addresses, size_t count)
{
	bus->keys = keys;
	bus->origin = bus_origin_new();
	bus->topics = bus_topics_new(&bus->parts->env);
	bus->receiver = bus_receiver_new(bus);
	bus->servers = bus_servers_new(bus, addresses, count);
	bus->listening = bus_listening_new(bus);
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
	parts->bus = &drive(parts)->bus;
	make(parts->bus, keys, addresses, count);
	return ERR_NONE;
}

void bus_stop(struct parts *parts)
{
	struct bus *bus = parts->bus;
	if (!bus)
		return;
	parts->bus = NULL;
	wheel_cancel(parts->env.wheel, &CONTAINER_OF(bus, struct driven, bus)->tick);
	bus_listening_free(&bus->listening);
	bus_servers_free(&bus->servers);
	bus_receiver_free(&bus->receiver);
	bus_topics_free(&bus->topics);
	bus_origin_free(&bus->origin);
	bus_keys_free(&bus->keys);
	bus_flush_close(bus->flush);
}
