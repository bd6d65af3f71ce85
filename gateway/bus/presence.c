/*
 * Which agents are connected to some replica: a key for each that Redis forgets after a minute. All
 * of a tenant's are on one server, so that one MGET asks for all.
 */
#include <stdio.h>
#include <string.h>

#include "bus/bus.h"
#include "bus/commands.h"
#include "bus/private.h"
#include "bus/server.h"
#include "sockets/channel.h"

enum { SECONDS = 60 };

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

/* What takes commands about the tenant and has room for so much; NULL: nothing. */
static struct bus_commands *find_commands(const struct bus *bus, struct uuid tenant_id, size_t size)
{
	if (!bus)
		return NULL;
	struct bus_commands *commands =
		bus_servers_commands(bus->servers, tenant_id.bytes, sizeof(tenant_id.bytes));
	return bus_commands_have_room(commands, size) ? commands : NULL;
}

void bus_presence_note(struct parts *parts, struct uuid tenant_id, struct uuid agent_id)
{
	struct bus_commands *commands = find_commands(parts->bus, tenant_id, KEY_SIZE);
	if (!commands)
		return;
	char seconds[12];
	int size = snprintf(seconds, sizeof(seconds), "%d", SECONDS);
	struct redis_buffer *buffer = bus_commands_begin(commands);
	redis_put_command(buffer, 5);
	redis_put(buffer, TEXT("SET"));
	put_key(buffer, tenant_id, agent_id);
	redis_put(buffer, TEXT("1"));
	redis_put(buffer, TEXT("EX"));
	redis_put(buffer, (struct text){seconds, (size_t)size});
}

/* --- asking ----------------------------------------------------------------------------------- */
struct presence_asking {
	struct bus_asking asking;
	size_t count;
	enum bus_presence *presence;
	struct next (*then)(struct call *call, const enum bus_presence *presence);
};

static struct presence_asking *of(struct bus_asking *asking)
{
	return CONTAINER_OF(asking, struct presence_asking, asking);
}

static struct next give(struct call *call)
{
	struct presence_asking *question = of(call->asking);
	call->asking = NULL;
	return question->then(call, question->presence);
}

static void take(struct bus_asking *asking, const struct redis_reply *reply)
{
	struct presence_asking *question = of(asking);
	for (size_t i = 0; reply->is_array && i < question->count && i < reply->count; i++)
		question->presence[i] = reply->values[i].kind == REDIS_STRING
						? BUS_PRESENCE_NOTED
						: BUS_PRESENCE_NOT_NOTED;
}

static void ask(struct bus_commands *commands, struct uuid tenant_id, const struct uuid *agent_ids,
	size_t count)
{
	struct redis_buffer *buffer = bus_commands_begin(commands);
	redis_put_command(buffer, 1 + count);
	redis_put(buffer, TEXT("MGET"));
	for (size_t i = 0; i < count; i++)
		put_key(buffer, tenant_id, agent_ids[i]);
}

struct next bus_presence_ask(struct call *call, struct uuid tenant_id, const struct uuid *agent_ids,
	size_t count, struct next (*then)(struct call *call, const enum bus_presence *presence))
{
	struct presence_asking *question = ARENA_NEW(&call->arena, struct presence_asking);
	question->asking = (struct bus_asking){.call = call, .take = take, .go_on = give};
	question->count = count;
	question->presence = arena_array(&call->arena, count, sizeof(*question->presence));
	question->then = then;
	question->asking.commands =
		count > 0 ? find_commands(call->parts->bus, tenant_id, count * KEY_SIZE) : NULL;
	if (question->asking.commands)
		ask(question->asking.commands, tenant_id, agent_ids, count);
	return bus_ask_wait(&question->asking);
}
