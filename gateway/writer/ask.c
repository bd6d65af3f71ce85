/* Each question is a tick of its own, answered whatever becomes of it. */
#include "writer/ask.h"

#include <stdlib.h>

#include "base/memory.h"
#include "call/start.h"
#include "pg/tenants.h"

/* A question under way; the tick's, which may outlive the writer. */
struct writer_ask {
	struct writer_ask *next;
	struct writer_asks *asks; /* NULL: they have gone meanwhile */
	struct uuid tenant_id;
	enum err err;
	writer_answered then;
};

struct writer_asks {
	struct writer *writer;
	struct parts *parts;
	struct writer_ask *first;
};

static struct next note(struct call *call, enum err err)
{
	call->writer_ask->err = err;
	return call_done(call);
}

static struct next enter(struct call *call)
{
	return tenant_enter_any(call, call->writer_ask->tenant_id, note);
}

static void take_out(struct writer_ask *ask)
{
	struct writer_ask **link = &ask->asks->first;
	while (*link != ask)
		link = &(*link)->next;
	*link = ask->next;
}

/* Runs whatever became of the tick: one that took too long leaves ERR_BUSY. */
static void ended(struct call *call)
{
	struct writer_ask *ask = call->writer_ask;
	if (ask->asks) {
		take_out(ask);
		ask->then(ask->asks->writer, ask->tenant_id, ask->err, call->tenant);
	}
	free(ask);
}

static const struct responder responder = {.ended = ended};

void writer_ask(struct writer_asks *asks, struct uuid tenant_id, writer_answered then)
{
	struct call *call = call_new(asks->parts, CALL_TICK, "writer tenant", &responder);
	struct writer_ask *ask = MEMORY_NEW(struct writer_ask);
	*ask = (struct writer_ask){.next = asks->first,
		.asks = asks,
		.tenant_id = tenant_id,
		.err = ERR_BUSY,
		.then = then};
	asks->first = ask;
	call->writer_ask = ask;
	call_resume(call, enter);
}

struct writer_asks *writer_asks_new(struct writer *writer, struct parts *parts)
{
	struct writer_asks *asks = MEMORY_NEW(struct writer_asks);
	asks->writer = writer;
	asks->parts = parts;
	return asks;
}

void writer_asks_free(struct writer_asks **asks)
{
	if (!*asks)
		return;
	for (struct writer_ask *ask = (*asks)->first; ask; ask = ask->next)
		ask->asks = NULL;
	free(*asks);
	*asks = NULL;
}
