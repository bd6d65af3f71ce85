/*
 * The writer's queue and its batches. Rows wait in the queue, travel in one batch at a time, and
 * wait among the parked when their batch failed; nothing leaves but through writer_finish.
 */
#include "writer/private.h"

#include <stdlib.h>
#include <uv.h>

#include "base/memory.h"
#include "call/tenant.h"

enum {
	FLUSH_ROWS = 256, /* so many do not wait for the time */
	FLUSH_BYTES = 256 * 1024,
	FLUSH_MS = 3,
	BATCH_ROWS = 1024, /* what has gathered meanwhile goes together: a session's rows share its
			      lock */
	BATCH_BYTES = 1024 * 1024,
	RETURNED_SHARE = 256, /* rows of a batch that are for those read back */
	DRAIN_MS = 2000       /* for kept rows to be stored */
};

/* What is read back is older than what comes, and goes first within its session's rows. */
static const uint64_t first_order = UINT64_C(1) << 62;

/* 3 ms are finer than the wheel. The handle outlives the writer until the loop has closed it. */
struct flush_timer {
	uv_timer_t timer;
	struct writer *writer;
};

/* --- ends ------------------------------------------------------------------------------------ */

static void measure(struct writer *writer, const struct writer_item *item)
{
	static const enum metric counters[] = {[WRITER_FRESH] = METRIC_STORED,
		[WRITER_DUPLICATE] = METRIC_DUPLICATES,
		[WRITER_FAILED] = METRIC_DEAD_LETTERS,
		[WRITER_CONFLICT] = METRIC_COUNT,
		[WRITER_ERASED] = METRIC_ERASED};
	struct metrics *metrics = writer->parts->env.metrics;
	enum metric counter = counters[item->result.outcome];
	if (counter != METRIC_COUNT)
		metric_add(metrics, counter, 1);
	if (item->result.outcome == WRITER_FRESH && !item->is_returned)
		metric_observe(metrics, METRIC_STORE_TIME, uv_hrtime() / 1000 - item->put_us);
}

void writer_drop(struct writer *writer, struct writer_item *item)
{
	writer->pending--;
	writer->pending_bytes -= item->row.sealed.size;
	if (item->is_returned)
		writer->returned_pending--;
	metric_set(writer->parts->env.metrics, METRIC_WRITER_PENDING, (int64_t)writer->pending);
	writer_item_free(&item);
}

void writer_finish(struct writer *writer, struct writer_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct writer_item *item = batch->items[i];
		writer_keep_end(writer, item);
		measure(writer, item);
		writer->stored(writer->parts, &item->row, &item->result);
		writer_drop(writer, item);
	}
	writer_batch_free(&batch);
}

/* --- batches --------------------------------------------------------------------------------- */

static bool is_due(const struct writer *writer)
{
	const struct writer_queue *queue = &writer->queue;
	return writer->returned.first ||
	       (queue->first && (writer->is_flush_due || writer->is_closing ||
					queue->rows >= FLUSH_ROWS || queue->bytes >= FLUSH_BYTES));
}

/* A part of each batch is for those that were read back, and what the others leave. */
static struct writer_batch *take_queued(struct writer *writer)
{
	struct writer_item *items[BATCH_ROWS];
	size_t count = 0, bytes = 0, live = BATCH_ROWS;
	if (!is_due(writer))
		return NULL;
	if (writer->returned.first)
		live -= RETURNED_SHARE;
	while (writer->queue.first && count < live && bytes < BATCH_BYTES / BATCH_ROWS * live) {
		items[count] = writer_queue_take(&writer->queue);
		bytes += items[count++]->row.sealed.size;
	}
	while (writer->returned.first && count < BATCH_ROWS && bytes < BATCH_BYTES) {
		items[count] = writer_queue_take(&writer->returned);
		bytes += items[count++]->row.sealed.size;
	}
	return writer_batch_new(items, count);
}

static void retry_due(struct timer *timer)
{
	writer_pump(CONTAINER_OF(timer, struct writer, retry));
}

static void wait_for_parked(struct writer *writer)
{
	uint64_t due_ms = writer_parked_due(&writer->parked);
	uint64_t now_ms = env_now_ms(&writer->parts->env);
	if (due_ms == UINT64_MAX)
		return;
	if (due_ms < writer->held_until_ms)
		due_ms = writer->held_until_ms;
	wheel_set(writer->parts->env.wheel, &writer->retry, due_ms > now_ms ? due_ms - now_ms : 0,
		retry_due);
}

/* What failed before comes first; but after a loss of the connection another batch is sent before
 * what may have been its cause. */
static struct writer_batch *take_next(struct writer *writer)
{
	uint64_t now_ms = env_now_ms(&writer->parts->env);
	struct writer_batch *batch = writer_parked_take(&writer->parked, now_ms, true);
	if (!batch && writer->is_queue_turn)
		batch = take_queued(writer);
	if (!batch)
		batch = writer_parked_take(&writer->parked, now_ms, false);
	if (!batch)
		batch = take_queued(writer);
	if (batch)
		writer->is_queue_turn = false;
	return batch;
}

void writer_pump(struct writer *writer)
{
	struct writer_batch *batch = NULL;
	if (writer->is_closing && writer->pending == 0)
		db_link_stop(&writer->link);
	if (writer->link.state != DB_LINK_READY || writer->flight.batch)
		return;
	if (env_now_ms(&writer->parts->env) >= writer->held_until_ms)
		batch = take_next(writer);
	if (batch)
		writer_flight_send(&writer->flight, &writer->link, batch);
	else
		wait_for_parked(writer);
	writer_return_look(writer);
}

static void writer_result(struct db_link *link, const PGresult *result)
{
	struct writer *writer = CONTAINER_OF(link, struct writer, link);
	if (!writer_flight_note(&writer->flight, result))
		return;
	struct writer_flight was = writer->flight;
	struct writer_batch *batch = writer_flight_end(&writer->flight);
	if (was.fault == WRITER_FAULT_NONE) {
		writer->commits++;
		writer_finish(writer, batch);
	} else {
		writer_fail_batch(writer, &was, batch);
	}
	writer->is_flush_due = true; /* what came meanwhile has waited enough */
	writer_pump(writer);
}

static void writer_ready(struct db_link *link)
{
	struct writer *writer = CONTAINER_OF(link, struct writer, link);
	writer->held_until_ms = 0;
	writer->is_flush_due = true;
	writer_parked_hasten(&writer->parked);
	writer_pump(writer);
}

static void writer_lost(struct db_link *link)
{
	struct writer *writer = CONTAINER_OF(link, struct writer, link);
	struct writer_batch *batch = writer_flight_end(&writer->flight);
	if (batch)
		writer_fail_lost(writer, batch);
	writer_keep_hurry(writer);
}

static const struct db_link_owner owner = {
	.ready = writer_ready, .result = writer_result, .lost = writer_lost};

/* --- what others call ------------------------------------------------------------------------ */

static void flush_due(uv_timer_t *timer)
{
	struct writer *writer = ((struct flush_timer *)timer->data)->writer;
	writer->is_flush_due = true;
	writer_pump(writer);
}

static bool has_room(const struct writer *writer, const struct writer_row *row)
{
	return writer->pending < WRITER_ROWS && writer->pending_bytes < WRITER_BYTES &&
	       row->tenant->writer_rows < WRITER_ROWS / WRITER_TENANT_SHARE &&
	       row->tenant->writer_bytes < WRITER_BYTES / WRITER_TENANT_SHARE;
}

enum err writer_put(struct writer *writer, const struct writer_row *row)
{
	if (writer->is_closing || !has_room(writer, row))
		return ERR_BUSY;
	struct writer_item *item = writer_item_new(row);
	item->order = writer->next_order++;
	item->put_us = uv_hrtime() / 1000;
	bool was_empty = !writer->queue.first;
	writer_queue_put(&writer->queue, item);
	writer->pending++;
	writer->pending_bytes += item->row.sealed.size;
	writer_keep_begin(writer, item);
	metric_set(writer->parts->env.metrics, METRIC_WRITER_PENDING, (int64_t)writer->pending);
	if (was_empty) {
		writer->is_flush_due = false;
		(void)uv_timer_start(&writer->flush->timer, flush_due, FLUSH_MS, 0);
	}
	writer_pump(writer);
	return ERR_NONE;
}

size_t writer_pending(const struct writer *writer)
{
	return writer->pending;
}

bool writer_is_connected(const struct writer *writer)
{
	return writer->link.state == DB_LINK_READY;
}

bool writer_is_drained(struct writer *writer)
{
	uint64_t now_ms = env_now_ms(&writer->parts->env);
	if (writer->drain_end_ms == 0)
		writer->drain_end_ms = now_ms + DRAIN_MS;
	writer_keep_hurry(writer);
	bool is_hopeless = !writer_is_connected(writer) || now_ms >= writer->drain_end_ms;
	return writer->pending == 0 || (writer->unkept == 0 && is_hopeless);
}

static void free_flush(uv_handle_t *handle)
{
	free(handle->data);
}

struct writer *writer_new(
	struct parts *parts, struct spool *spool, writer_stored stored, writer_kept kept)
{
	struct writer *writer = MEMORY_NEW(struct writer);
	struct flush_timer *flush = MEMORY_NEW(struct flush_timer);
	(void)uv_timer_init(parts->env.loop, &flush->timer);
	flush->writer = writer;
	flush->timer.data = flush;
	writer->flush = flush;
	writer->parts = parts;
	writer->stored = stored;
	writer->kept = kept;
	writer->spool = spool;
	writer->next_order = first_order;
	writer_keep_start(writer);
	db_link_init(&writer->link, &parts->env, "frontdesk writer", &owner);
	db_link_start(&writer->link);
	return writer;
}

void writer_close(struct writer *writer)
{
	writer->is_closing = true;
	writer_pump(writer);
}

/* What was never stored is dropped unanswered: nobody was told that it was. What is kept stays in
 * the spool, and what is on its way there goes on. */
static void drop(struct writer_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->items[i]->given)
			batch->items[i]->given->item = NULL;
		writer_item_free(&batch->items[i]);
	}
	writer_batch_free(&batch);
}

static void drop_all(struct writer *writer)
{
	struct writer_batch *batch = writer_flight_end(&writer->flight);
	if (batch)
		drop(batch);
	while ((batch = writer_parked_take(&writer->parked, UINT64_MAX, false)) != NULL)
		drop(batch);
	while ((batch = writer_parked_take(&writer->judged, UINT64_MAX, false)) != NULL)
		drop(batch);
	writer->is_closing = true; /* the whole queue is due */
	while ((batch = take_queued(writer)) != NULL)
		drop(batch);
}

void writer_free(struct writer **writer)
{
	if (!*writer)
		return;
	wheel_cancel((*writer)->parts->env.wheel, &(*writer)->retry);
	db_link_stop(&(*writer)->link);
	writer_keep_stop(*writer);
	writer_return_stop(*writer);
	writer_tenant_stop(*writer);
	drop_all(*writer);
	uv_close((uv_handle_t *)&(*writer)->flush->timer, free_flush);
	free(*writer);
	*writer = NULL;
}
