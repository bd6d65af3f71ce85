/* Which agents are connected to some replica: without a bus, nobody else knows of any. */
#include "bus.h"

#include "gateway.h"

struct bus_presence_work {
	enum bus_presence *presence;
	struct next (*then)(struct call *call, const enum bus_presence *presence);
};

static struct next answer(struct call *call)
{
	struct bus_presence_work *work = call->presence;
	call->presence = NULL;
	return work->then(call, work->presence);
}

void bus_presence_note(struct gateway *gateway, struct uuid tenant_id, struct uuid agent_id)
{
}

struct next bus_presence_ask(struct call *call, struct uuid tenant_id, const struct uuid *agent_ids,
	size_t count, struct next (*then)(struct call *call, const enum bus_presence *presence))
{
	struct bus_presence_work *work = ARENA_NEW(&call->arena, struct bus_presence_work);
	struct next next = call_wait(call);
	work->presence = arena_array(&call->arena, count, sizeof(*work->presence));
	work->then = then;
	call->presence = work;
	call_resume(call, answer);
	return next;
}
