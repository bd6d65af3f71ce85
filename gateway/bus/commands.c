/*
 * Questions to Redis that a call waits for: one command each, whose answer is the reply of its
 * number. Nobody waits longer than a second, nor for a server that is away.
 */
#include "bus/private.h"

/* Takes a question out and lets its call go on, with what it has learnt. */
static void end(struct bus_asking *asking)
{
	struct bus_asking **link = &asking->server->askings;
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
	struct call *call = asking->call;
	struct next next = call_wait(call);
	call->asking = asking;
	if (!asking->server) {
		call_resume(call, asking->go_on);
		return next;
	}
	struct bus_asking **last = &asking->server->askings;
	asking->number = asking->server->commands.asked;
	while (*last)
		last = &(*last)->next;
	*last = asking;
	wheel_set(call->parts->env.wheel, &asking->limit, BUS_WAIT_MS, go_on_without);
	bus_touch(asking->server->bus);
	return next;
}

void bus_ask_answer(struct bus_server *server, const struct redis_reply *reply, uint64_t number)
{
	struct bus_asking *asking = server->askings;
	if (!asking || asking->number != number)
		return;
	asking->take(asking, reply);
	end(asking);
}

void bus_ask_lost(struct bus_server *server)
{
	while (server->askings)
		end(server->askings);
}
