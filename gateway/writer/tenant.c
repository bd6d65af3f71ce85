/*
 * Is a tenant there? A suspended one is, and its rows stay; a deleted one has no role, no schema
 * and no row in public.tenants, and its messages end as erased.
 */
#include "writer/private.h"

#include <stdlib.h>

#include "base/memory.h"
#include "call/start.h"
#include "call/tenant.h"
#include "pg/tenants.h"

enum { SET_ASIDE_MS = 30000 };

/* --- asking ---------------------------------------------------------------------------------- */

static struct next note(struct call *call, enum err err)
{
	call->writer_ask->err = err;
	return call_done(call);
}

static struct next enter(struct call *call)
{
	return tenant_enter_any(call, call->writer_ask->tenant_id, note);
}

/* Runs whatever became of the tick: one that took too long leaves ERR_BUSY. */
static void ended(struct call *call)
{
	struct writer_ask *ask = call->writer_ask;
	struct writer *writer = ask->writer;
	if (writer) {
		struct writer_ask **link = &writer->asks;
		while (*link != ask)
			link = &(*link)->next;
		*link = ask->next;
		ask->then(writer, ask, call->tenant);
	}
	free(ask);
}

static const struct responder responder = {.ended = ended};

void writer_tenant_ask(struct writer *writer, struct uuid tenant_id,
	void (*then)(struct writer *writer, const struct writer_ask *ask, struct tenant *tenant))
{
	struct call *call = call_new(writer->parts, CALL_TICK, "writer tenant", &responder);
	struct writer_ask *ask = MEMORY_NEW(struct writer_ask);
	*ask = (struct writer_ask){.next = writer->asks,
		.writer = writer,
		.tenant_id = tenant_id,
		.err = ERR_BUSY,
		.then = then};
	writer->asks = ask;
	call->writer_ask = ask;
	call_resume(call, enter);
}

void writer_tenant_stop(struct writer *writer)
{
	for (struct writer_ask *ask = writer->asks; ask; ask = ask->next)
		ask->writer = NULL;
	writer->asks = NULL;
}

/* --- judging --------------------------------------------------------------------------------- */

static void end_erased(struct writer *writer, struct writer_batch *batch)
{
	log_say(writer->parts->env.log, LOG_INFO, "messages of a deleted tenant are dropped",
		LOG_F_UUID("tenant", batch->items[0]->row.tenant->id),
		LOG_F_NUMBER("rows", batch->count));
	for (size_t i = 0; i < batch->count; i++)
		batch->items[i]->result = (struct writer_result){.outcome = WRITER_ERASED};
	writer_finish(writer, batch);
}

/* What the spool has need not wait in memory, however long it takes. */
static void set_aside(struct writer *writer, struct writer_batch *batch)
{
	size_t left = 0;
	log_say(writer->parts->env.log, LOG_ERROR, "a tenant's messages cannot be stored",
		LOG_F_UUID("tenant", batch->items[0]->row.tenant->id),
		LOG_F_NUMBER("rows", batch->count));
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->items[i]->place.segment > 0)
			writer_keep_forget(writer, batch->items[i], SET_ASIDE_MS);
		else
			batch->items[left++] = batch->items[i];
	}
	batch->count = left;
	if (left > 0)
		writer_fail_again(writer, batch);
	else
		writer_batch_free(&batch);
}

static void judge(struct writer *writer, const struct writer_ask *ask, struct tenant *tenant)
{
	struct writer_batch *batch = writer_parked_take_tenant(&writer->judged, ask->tenant_id);
	(void)tenant;
	if (batch && ask->err == ERR_ABSENT)
		end_erased(writer, batch);
	else if (batch)
		set_aside(writer, batch);
	writer_pump(writer);
}

void writer_tenant_judge(struct writer *writer, struct writer_batch *batch)
{
	writer_parked_put(&writer->judged, batch, 0);
	writer_tenant_ask(writer, batch->items[0]->row.tenant->id, judge);
}
