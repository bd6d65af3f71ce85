/*
 * Which agents are connected to some replica: a key for each that Redis forgets after a minute. All
 * of a tenant's are on one server, so that one MGET asks for all.
 */
#include "bus_private.h"

#include <string.h>

/* "fd1:p:", tenant, ":", agent */
enum { TENANT_AT = 6, COLON_AT = 38, AGENT_AT = 39, KEY_SIZE = 71 };

static void put_key(struct redis_buffer *buffer, struct uuid tenant_id, struct uuid agent_id)
{
	char *key = redis_put_room(buffer, KEY_SIZE);
	memcpy(key, "fd1:p:", TENANT_AT);
	channel_put_id(tenant_id, key + TENANT_AT);
	key[COLON_AT] = ':';
	channel_put_id(agent_id, key + AGENT_AT);
}

static struct bus_server *server_of(struct bus *bus, struct uuid tenant_id)
{
	return bus_server_of(bus, tenant_id.bytes, sizeof(tenant_id.bytes));
}

void bus_presence_note(struct gateway *gateway, struct uuid tenant_id, struct uuid agent_id)
{
	struct bus *bus = gateway->bus;
	struct bus_server *server = bus ? server_of(bus, tenant_id) : NULL;
	if (!server || !bus_has_room(server, KEY_SIZE))
		return;
	char seconds[12];
	int size = snprintf(seconds, sizeof(seconds), "%d", BUS_PRESENCE_SECONDS);
	struct redis_buffer *buffer = redis_link_ask(&server->commands);
	redis_put_command(buffer, 5);
	redis_put(buffer, TEXT("SET"));
	put_key(buffer, tenant_id, agent_id);
	redis_put(buffer, TEXT("1"));
	redis_put(buffer, TEXT("EX"));
	redis_put(buffer, (struct text){seconds, (size_t)size});
	bus_touch(bus);
}

/* --- asking ----------------------------------------------------------------------------------- */
static struct next give(struct call *call)
{
	struct bus_asking *asking = call->asking;
	call->asking = NULL;
	return asking->then(call, asking->presence);
}

/* Takes a question out and lets its call go on, with what it has learnt. */
static void end(struct gateway *gateway, struct bus_asking *asking)
{
	if (asking->server) {
		struct bus_asking **link = &asking->server->askings;
		while (*link != asking)
			link = &(*link)->next;
		*link = asking->next;
	}
	wheel_cancel(gateway->wheel, &asking->limit);
	call_resume(asking->call, give);
}

static void go_on_without(struct timer *timer)
{
	struct bus_asking *asking = CONTAINER_OF(timer, struct bus_asking, limit);
	end(asking->call->gateway, asking);
}

static void ask(struct bus *bus, struct bus_asking *asking, struct uuid tenant_id,
	const struct uuid *agent_ids)
{
	struct bus_server *server = asking->server;
	struct bus_asking **last = &server->askings;
	struct redis_buffer *buffer = redis_link_ask(&server->commands);
	redis_put_command(buffer, 1 + asking->count);
	redis_put(buffer, TEXT("MGET"));
	for (size_t i = 0; i < asking->count; i++)
		put_key(buffer, tenant_id, agent_ids[i]);
	asking->number = server->commands.asked;
	while (*last)
		last = &(*last)->next;
	*last = asking;
	wheel_set(bus->gateway->wheel, &asking->limit, BUS_WAIT_MS, go_on_without);
	bus_touch(bus);
}

struct next bus_presence_ask(struct call *call, struct uuid tenant_id, const struct uuid *agent_ids,
	size_t count, struct next (*then)(struct call *call, const enum bus_presence *presence))
{
	struct bus *bus = call->gateway->bus;
	struct bus_server *server = bus ? server_of(bus, tenant_id) : NULL;
	struct bus_asking *asking = ARENA_NEW(&call->arena, struct bus_asking);
	struct next next = call_wait(call);
	asking->call = call;
	asking->count = count;
	asking->presence = arena_array(&call->arena, count, sizeof(*asking->presence));
	asking->then = then;
	call->asking = asking;
	if (count == 0 || !server || !bus_has_room(server, count * KEY_SIZE)) {
		call_resume(call, give);
		return next;
	}
	asking->server = server;
	ask(bus, asking, tenant_id, agent_ids);
	return next;
}

/* --- answers ---------------------------------------------------------------------------------- */
void bus_presence_answer(
	struct bus_server *server, const struct redis_reply *reply, uint64_t number)
{
	struct bus_asking *asking = server->askings;
	if (!asking || asking->number != number)
		return;
	for (size_t i = 0; reply->is_array && i < asking->count && i < reply->count; i++)
		asking->presence[i] = reply->values[i].kind == REDIS_STRING
					      ? BUS_PRESENCE_NOTED
					      : BUS_PRESENCE_NOT_NOTED;
	end(server->bus->gateway, asking);
}

void bus_presence_lost(struct bus_server *server)
{
	while (server->askings)
		end(server->bus->gateway, server->askings);
}
