/*
 * What becomes of a batch that failed. It is parked whole when that passes, split until the row at
 * fault is alone, judged with its tenant, or sent once more for the dead letters; nothing is
 * dropped.
 */
#include "writer/private.h"

#include <string.h>

#include "call/tenant.h"

enum {
	SPLIT_AFTER = 3, /* attempts: then one stuck session holds only itself up */
	PROOFS = 5       /* losses of the connection that one row is blamed for */
};

static void park(struct writer *writer, struct writer_batch *batch, uint64_t delay_ms)
{
	writer_parked_put(&writer->parked, batch, env_now_ms(&writer->parts->env) + delay_ms);
}

void writer_fail_again(struct writer *writer, struct writer_batch *batch)
{
	park(writer, batch, writer_parked_delay(batch->attempts++, writer_batch_is_harmful(batch)));
}

/* Both parts at once; a single row goes where it is told. */
static bool split(struct writer *writer, struct writer_batch *batch)
{
	struct writer_batch *part = writer_batch_split(batch);
	if (!part)
		return false;
	park(writer, part, 0);
	park(writer, batch, 0);
	return true;
}

static void bury(struct writer *writer, struct writer_batch *batch, const char *sqlstate)
{
	batch->is_dead = true;
	memcpy(batch->sqlstate, sqlstate, sizeof(batch->sqlstate));
	log_say(writer->parts->env.log, LOG_ERROR, "a message goes to the dead letters",
		LOG_F_UUID("tenant", batch->items[0]->row.tenant->id),
		LOG_F_UUID("message", batch->items[0]->row.id), LOG_F_WORD("sqlstate", sqlstate));
	park(writer, batch, 0);
}

/* A row that is alone is tried once more: of two that raced for one id, the later is a conflict. */
static void suspect(struct writer *writer, struct writer_batch *batch, const char *sqlstate)
{
	if (split(writer, batch))
		return;
	if (batch->is_suspect) {
		bury(writer, batch, sqlstate);
		return;
	}
	batch->is_suspect = true;
	park(writer, batch, 0);
}

/* The tenant's rows are judged, whatever their number; the others go again at once. */
static void set_tenant_aside(struct writer *writer, struct writer_batch *batch, size_t first)
{
	size_t end = writer_batch_group_end(batch, first);
	if (end - first == batch->count) {
		writer_tenant_judge(writer, batch);
		return;
	}
	struct writer_batch *part = writer_batch_take(batch, first, end);
	part->attempts = batch->attempts;
	writer_tenant_judge(writer, part);
	park(writer, batch, 0);
}

static void hold(struct writer *writer, struct writer_batch *batch)
{
	writer_fail_again(writer, batch);
	writer->held_until_ms = batch->due_ms;
}

void writer_fail_batch(
	struct writer *writer, const struct writer_flight *was, struct writer_batch *batch)
{
	log_say(writer->parts->env.log, LOG_WARN, "a batch of messages failed",
		LOG_F_WORD("sqlstate", was->sqlstate), LOG_F_NUMBER("rows", batch->count),
		LOG_F_NUMBER("attempts", batch->attempts));
	switch (was->fault) {
	case WRITER_FAULT_NONE:
		break;
	case WRITER_FAULT_SERVER:
		hold(writer, batch);
		break;
	case WRITER_FAULT_TENANT:
		set_tenant_aside(writer, batch, was->fault_first);
		break;
	case WRITER_FAULT_PASSING:
		if (batch->attempts + 1 < SPLIT_AFTER || !split(writer, batch))
			writer_fail_again(writer, batch);
		break;
	case WRITER_FAULT_ROW:
		suspect(writer, batch, was->sqlstate);
		break;
	}
}

/* --- the connection went --------------------------------------------------------------------- */

/* One row that takes the connection with it, while others are stored between its tries, is at fault
 * at last; until then it waits longer and longer. */
static void blame(struct writer *writer, struct writer_batch *batch)
{
	if (writer->commits != batch->commits)
		batch->proofs++;
	batch->commits = writer->commits;
	if (batch->proofs >= PROOFS && !batch->is_dead)
		bury(writer, batch, "08006");
	else
		writer_fail_again(writer, batch);
}

/* Split as soon as it looks harmful, for the case that one row ends the server. */
void writer_fail_lost(struct writer *writer, struct writer_batch *batch)
{
	batch->losses++;
	writer->is_queue_turn = true;
	if (!writer_batch_is_harmful(batch))
		park(writer, batch, 0);
	else if (!split(writer, batch))
		blame(writer, batch);
}
