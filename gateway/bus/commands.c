/* The link for commands, and the questions on it: the oldest is answered first. */
#include "bus/commands.h"

#include <stdlib.h>

#include "base/memory.h"
#include "bus/flush.h"
#include "bus/private.h"
#include "redis/link.h"

struct bus_commands {
	const struct bus *bus;
	const struct redis_address *address;
	struct bus_server *server;
	const struct bus_commands_owner *owner;
	struct redis_link link;
	struct bus_asking *askings; /* oldest first */
	bool has_complained;
};

/* --- questions -------------------------------------------------------------------------------- */
/* Takes a question out and lets its call go on, with what it has learnt. */
static void end(struct bus_asking *asking)
{
	struct bus_asking **link = &asking->commands->askings;
	while (*link != asking)
		link = &(*link)->next;
	*link = asking->next;
	wheel_cancel(asking->call->parts->env.wheel, &asking->limit);
	call_resume(asking->call, asking->go_on);
}

static void go_on_without(struct timer *timer)
{
	end(CONTAINER_OF(timer, struct bus_asking, limit));
}

struct next bus_ask_wait(struct bus_asking *asking)
{
	struct bus_commands *commands = asking->commands;
	struct call *call = asking->call;
	struct next next = call_wait(call);
	call->asking = asking;
	if (!commands) {
		call_resume(call, asking->go_on);
		return next;
	}
	struct bus_asking **last = &commands->askings;
	asking->number = bus_commands_number(commands);
	while (*last)
		last = &(*last)->next;
	*last = asking;
	wheel_set(call->parts->env.wheel, &asking->limit, BUS_WAIT_MS, go_on_without);
	return next;
}

static void answer(struct bus_commands *commands, const struct redis_reply *reply, uint64_t number)
{
	struct bus_asking *asking = commands->askings;
	if (!asking || asking->number != number)
		return;
	asking->take(asking, reply);
	end(asking);
}

static void end_all(struct bus_commands *commands)
{
	while (commands->askings)
		end(commands->askings);
}

/* --- asking ----------------------------------------------------------------------------------- */
bool bus_commands_are_ready(const struct bus_commands *commands)
{
	return redis_link_is_ready(&commands->link);
}

bool bus_commands_have_room(const struct bus_commands *commands, size_t size)
{
	return redis_link_is_ready(&commands->link) &&
	       redis_link_pending(&commands->link) + size <= BUS_PENDING_MAX;
}

struct redis_buffer *bus_commands_begin(struct bus_commands *commands)
{
	bus_flush_soon(commands->bus->flush);
	return redis_link_ask(&commands->link);
}

uint64_t bus_commands_number(const struct bus_commands *commands)
{
	return commands->link.asked;
}

void bus_commands_flush(struct bus_commands *commands)
{
	if (redis_link_is_ready(&commands->link))
		redis_link_flush(&commands->link);
}

void bus_commands_complain(struct bus_commands *commands, const char *sentence)
{
	if (!commands->has_complained)
		log_say(commands->bus->parts->env.log, LOG_WARN, sentence,
			LOG_F_WORD("server", commands->address->name.data));
	commands->has_complained = true;
}

void bus_commands_forgive(struct bus_commands *commands)
{
	commands->has_complained = false;
}

/* --- the link --------------------------------------------------------------------------------- */
static struct bus_commands *of(struct redis_link *link)
{
	return CONTAINER_OF(link, struct bus_commands, link);
}

static void ready(struct redis_link *link)
{
	of(link)->owner->ready(of(link)->server);
}

/* What was not answered may have been lost. */
static void lost(struct redis_link *link)
{
	struct bus_commands *commands = of(link);
	metric_add(commands->bus->parts->env.metrics, METRIC_BUS_DROPPED,
		(int64_t)(link->asked - link->answered));
	end_all(commands);
	commands->owner->lost(commands->server);
}

static void replied(struct redis_link *link, const struct redis_reply *reply, uint64_t number)
{
	struct bus_commands *commands = of(link);
	if (reply->count > 0 && reply->values[0].kind == REDIS_ERROR) {
		metric_add(commands->bus->parts->env.metrics, METRIC_BUS_DROPPED, 1);
		commands->owner->refused(commands->server, reply, number);
	}
	answer(commands, reply, number);
}

void bus_commands_drop(struct bus_commands *commands)
{
	redis_link_drop(&commands->link);
}

struct bus_commands *bus_commands_new(const struct bus *bus, const struct redis_address *address,
	struct bus_server *server, const struct bus_commands_owner *owner)
{
	struct bus_commands *commands = MEMORY_NEW(struct bus_commands);
	commands->bus = bus;
	commands->address = address;
	commands->server = server;
	commands->owner = owner;
	redis_link_init(&commands->link, &bus->parts->env, address, "commands");
	commands->link.ready = ready;
	commands->link.lost = lost;
	commands->link.replied = replied;
	redis_link_start(&commands->link);
	return commands;
}

void bus_commands_free(struct bus_commands **commands)
{
	if (!*commands)
		return;
	end_all(*commands);
	redis_link_stop(&(*commands)->link);
	free(*commands);
	*commands = NULL;
}
