/* Batches that wait for the answer about their tenant. */
#include "writer/judge.h"

#include <stdlib.h>

#include "base/memory.h"
#include "call/tenant.h"
#include "writer/ask.h"
#include "writer/fail.h"
#include "writer/keep.h"
#include "writer/parked.h"
#include "writer/private.h"

enum { SET_ASIDE_MS = 30000 };

struct writer_judge {
	struct writer *writer;
	struct writer_parked judged;
};

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
			writer_keep_forget(writer->keep, batch->items[i], SET_ASIDE_MS);
		else
			batch->items[left++] = batch->items[i];
	}
	batch->count = left;
	if (left > 0)
		writer_fail_again(writer->failures, batch);
	else
		writer_batch_free(&batch);
}

static void answered(
	struct writer *writer, struct uuid tenant_id, enum err err, struct tenant *tenant)
{
	struct writer_batch *batch = writer_parked_take_tenant(&writer->judge->judged, tenant_id);
	(void)tenant;
	if (batch && err == ERR_ABSENT)
		end_erased(writer, batch);
	else if (batch)
		set_aside(writer, batch);
	writer_pump(writer);
}

void writer_judge_take(struct writer_judge *judge, struct writer_batch *batch)
{
	writer_parked_put(&judge->judged, batch, 0);
	writer_ask(judge->writer->asks, batch->items[0]->row.tenant->id, answered);
}

struct writer_judge *writer_judge_new(struct writer *writer)
{
	struct writer_judge *judge = MEMORY_NEW(struct writer_judge);
	judge->writer = writer;
	return judge;
}

void writer_judge_free(struct writer_judge **judge)
{
	if (!*judge)
		return;
	writer_parked_abandon(&(*judge)->judged);
	free(*judge);
	*judge = NULL;
}
