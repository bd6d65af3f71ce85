/* The parked, and who is to blame. */
#include "writer/fail.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "call/tenant.h"
#include "loop/wheel.h"
#include "writer/judge.h"
#include "writer/parked.h"
#include "writer/private.h"

enum {
	SPLIT_AFTER = 3, /* attempts: then one stuck session holds only itself up */
	PROOFS = 5,      /* losses of the connection that one row is blamed for */
	KNOWN_MS = 10000 /* for which a tenant's messages may come again, after one that did */
};

struct writer_failures {
	struct writer *writer;
	struct writer_parked parked;
	struct timer retry;
	uint64_t held_until_ms;
	uint64_t commits;
	bool gives_way; /* after a loss: another batch goes before what may have been its cause */
};

static void park(struct writer_failures *failures, struct writer_batch *batch, uint64_t delay_ms)
{
	writer_parked_put(
		&failures->parked, batch, env_now_ms(&failures->writer->parts->env) + delay_ms);
}

void writer_fail_again(struct writer_failures *failures, struct writer_batch *batch)
{
	park(failures, batch,
		writer_parked_delay(batch->attempts++, writer_batch_is_harmful(batch)));
}

/* Both parts at once; a single row goes where it is told. */
static bool split(struct writer_failures *failures, struct writer_batch *batch)
{
	struct writer_batch *part = writer_batch_split(batch);
	if (!part)
		return false;
	park(failures, part, 0);
	park(failures, batch, 0);
	return true;
}

static void bury(struct writer_failures *failures, struct writer_batch *batch, const char *sqlstate)
{
	batch->is_dead = true;
	memcpy(batch->sqlstate, sqlstate, sizeof(batch->sqlstate));
	log_say(failures->writer->parts->env.log, LOG_ERROR, "a message goes to the dead letters",
		LOG_F_UUID("tenant", batch->items[0]->row.tenant->id),
		LOG_F_UUID("message", batch->items[0]->row.id), LOG_F_WORD("sqlstate", sqlstate));
	park(failures, batch, 0);
}

/* A row that is alone is tried once more: of two that raced for one id, the later is a conflict. */
static void suspect(
	struct writer_failures *failures, struct writer_batch *batch, const char *sqlstate)
{
	if (split(failures, batch))
		return;
	if (batch->is_suspect) {
		bury(failures, batch, sqlstate);
		return;
	}
	batch->is_suspect = true;
	park(failures, batch, 0);
}

/* The tenant's rows are judged, whatever their number; the others go again at once. */
static void set_tenant_aside(
	struct writer_failures *failures, struct writer_batch *batch, size_t first)
{
	size_t end = writer_batch_group_end(batch, first);
	if (end - first == batch->count) {
		writer_judge_take(failures->writer->judge, batch);
		return;
	}
	struct writer_batch *part = writer_batch_take(batch, first, end);
	part->attempts = batch->attempts;
	writer_judge_take(failures->writer->judge, part);
	park(failures, batch, 0);
}

/* Again at once, asking for what the tenant has. At the second time for what all have: where many
 * messages come again the batch is not begun once more for each tenant. What this tenant sends next
 * is asked for, too: somebody who repeats himself costs nobody else a second try. */
static void ask_for_known(
	struct writer_failures *failures, struct writer_batch *batch, size_t first)
{
	size_t end = writer_batch_group_end(batch, first);
	batch->items[first]->row.tenant->known_until_ms =
		env_now_ms(&failures->writer->parts->env) + KNOWN_MS;
	if (batch->has_known)
		writer_batch_set_known(batch, 0, batch->count);
	else
		writer_batch_set_known(batch, first, end);
	batch->has_known = true;
	park(failures, batch, 0);
}

static void hold(struct writer_failures *failures, struct writer_batch *batch)
{
	writer_fail_again(failures, batch);
	failures->held_until_ms = batch->due_ms;
}

void writer_fail_batch(struct writer_failures *failures, const struct writer_flight *was,
	struct writer_batch *batch)
{
	bool is_news = was->fault != WRITER_FAULT_KNOWN;
	log_say(failures->writer->parts->env.log, is_news ? LOG_WARN : LOG_DEBUG,
		"a batch of messages failed", LOG_F_WORD("sqlstate", was->sqlstate),
		LOG_F_NUMBER("rows", batch->count), LOG_F_NUMBER("attempts", batch->attempts));
	switch (was->fault) {
	case WRITER_FAULT_NONE:
		break;
	case WRITER_FAULT_SERVER:
		hold(failures, batch);
		break;
	case WRITER_FAULT_TENANT:
		set_tenant_aside(failures, batch, was->fault_first);
		break;
	case WRITER_FAULT_KNOWN:
		ask_for_known(failures, batch, was->fault_first);
		break;
	case WRITER_FAULT_PASSING:
		if (batch->attempts + 1 < SPLIT_AFTER || !split(failures, batch))
			writer_fail_again(failures, batch);
		break;
	case WRITER_FAULT_ROW:
		suspect(failures, batch, was->sqlstate);
		break;
	}
}

/* --- the connection went --------------------------------------------------------------------- */

/* One row that takes the connection with it, while others are stored between its tries, is at fault
 * at last; until then it waits longer and longer. */
static void blame(struct writer_failures *failures, struct writer_batch *batch)
{
	if (failures->commits != batch->commits)
		batch->proofs++;
	batch->commits = failures->commits;
	if (batch->proofs >= PROOFS && !batch->is_dead)
		bury(failures, batch, "08006");
	else
		writer_fail_again(failures, batch);
}

/* Split as soon as it looks harmful, for the case that one row ends the server. */
void writer_fail_lost(struct writer_failures *failures, struct writer_batch *batch)
{
	batch->losses++;
	writer_batch_set_known(batch, 0, batch->count);
	failures->gives_way = true;
	if (!writer_batch_is_harmful(batch))
		park(failures, batch, 0);
	else if (!split(failures, batch))
		blame(failures, batch);
}

/* --- those that wait ------------------------------------------------------------------------- */
void writer_failures_note_commit(struct writer_failures *failures)
{
	failures->commits++;
}

void writer_failures_hasten(struct writer_failures *failures)
{
	failures->held_until_ms = 0;
	writer_parked_hasten(&failures->parked);
}

bool writer_failures_hold(const struct writer_failures *failures)
{
	return env_now_ms(&failures->writer->parts->env) < failures->held_until_ms;
}

struct writer_batch *writer_failures_take(struct writer_failures *failures, bool is_harmless)
{
	return writer_parked_take(
		&failures->parked, env_now_ms(&failures->writer->parts->env), is_harmless);
}

bool writer_failures_give_way(const struct writer_failures *failures)
{
	return failures->gives_way;
}

void writer_failures_note_sent(struct writer_failures *failures)
{
	failures->gives_way = false;
}

static void retry_due(struct timer *timer)
{
	writer_pump(CONTAINER_OF(timer, struct writer_failures, retry)->writer);
}

void writer_failures_await(struct writer_failures *failures)
{
	const struct env *env = &failures->writer->parts->env;
	uint64_t due_ms = writer_parked_due(&failures->parked);
	uint64_t now_ms = env_now_ms(env);
	if (due_ms == UINT64_MAX)
		return;
	if (due_ms < failures->held_until_ms)
		due_ms = failures->held_until_ms;
	wheel_set(env->wheel, &failures->retry, due_ms > now_ms ? due_ms - now_ms : 0, retry_due);
}

/* --- life ------------------------------------------------------------------------------------- */
struct writer_failures *writer_failures_new(struct writer *writer)
{
	struct writer_failures *failures = MEMORY_NEW(struct writer_failures);
	failures->writer = writer;
	return failures;
}

void writer_failures_free(struct writer_failures **failures)
{
	if (!*failures)
		return;
	wheel_cancel((*failures)->writer->parts->env.wheel, &(*failures)->retry);
	writer_parked_abandon(&(*failures)->parked);
	free(*failures);
	*failures = NULL;
}
