/*
 * The writer's queue and what becomes of batches. Rows wait in the queue, travel in one batch at a
 * time, and wait among the parked when their batch failed; nothing leaves but through finish().
 */
#include "writer.h"

#include "gateway.h"
#include "memory.h"
#include "writer_flight.h"
#include "writer_parked.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum {
	FLUSH_ROWS = 256,
	FLUSH_BYTES = 256 * 1024,
	FLUSH_MS = 3,
	QUEUE_ROWS = 65536,
	QUEUE_BYTES = 64 * 1024 * 1024,
	TENANT_SHARE = 8,
	SPLIT_AFTER = 3 /* attempts: then one stuck session holds only itself up */
};

/* 3 ms are finer than the wheel. The handle outlives the writer until the loop has closed it. */
struct flush_timer {
	uv_timer_t timer;
	struct writer *writer;
};

struct writer {
	struct gateway *gateway;
	writer_stored stored;
	struct db_link link;
	struct writer_item *first, *last; /* the queue */
	size_t queued, queued_bytes;
	size_t pending, pending_bytes; /* queued, under way and parked */
	uint64_t next_order;
	struct flush_timer *flush;
	bool is_flush_due, is_closing;
	struct writer_flight flight;
	struct writer_parked parked;
	struct timer retry;
	uint64_t held_until_ms;
};

static void pump(struct writer *writer);

/* --- ends
 * ------------------------------------------------------------------------------------------ */

static void measure(struct writer *writer, const struct writer_item *item)
{
	static const enum metric counters[] = {[WRITER_FRESH] = METRIC_STORED,
		[WRITER_DUPLICATE] = METRIC_DUPLICATES,
		[WRITER_FAILED] = METRIC_DEAD_LETTERS,
		[WRITER_CONFLICT] = METRIC_COUNT,
		[WRITER_ERASED] = METRIC_COUNT};
	struct metrics *metrics = writer->gateway->metrics;
	enum metric counter = counters[item->result.outcome];
	if (counter != METRIC_COUNT)
		metric_add(metrics, counter, 1);
	if (item->result.outcome == WRITER_FRESH)
		metric_observe(metrics, METRIC_STORE_TIME, uv_hrtime() / 1000 - item->put_us);
	metric_set(metrics, METRIC_WRITER_PENDING, (int64_t)writer->pending);
}

static void finish(struct writer *writer, struct writer_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct writer_item *item = batch->items[i];
		writer->pending--;
		writer->pending_bytes -= item->row.sealed.size;
		measure(writer, item);
		writer->stored(writer->gateway, &item->row, &item->result);
		writer_item_free(&item);
	}
	writer_batch_free(&batch);
}

/* --- failures
 * -------------------------------------------------------------------------------------- */

static void retry_due(struct timer *timer)
{
	pump(CONTAINER_OF(timer, struct writer, retry));
}

static void park(struct writer *writer, struct writer_batch *batch, uint64_t delay_ms)
{
	writer_parked_put(&writer->parked, batch, gateway_now_ms(writer->gateway) + delay_ms);
}

static void park_again(struct writer *writer, struct writer_batch *batch)
{
	park(writer, batch, writer_parked_delay(batch->attempts++));
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
	log_say(writer->gateway->log, LOG_ERROR, "a message goes to the dead letters",
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

/* The tenant's rows wait, whatever their number; the others go again at once. */
static void set_tenant_aside(struct writer *writer, struct writer_batch *batch, size_t first)
{
	size_t end = writer_batch_group_end(batch, first);
	log_say(writer->gateway->log, LOG_ERROR, "a tenant's messages cannot be stored",
		LOG_F_UUID("tenant", batch->items[first]->row.tenant->id),
		LOG_F_NUMBER("rows", end - first));
	if (end - first == batch->count) {
		park_again(writer, batch);
		return;
	}
	struct writer_batch *part = writer_batch_take(batch, first, end);
	part->attempts = batch->attempts;
	park_again(writer, part);
	park(writer, batch, 0);
}

static void hold(struct writer *writer, struct writer_batch *batch)
{
	park_again(writer, batch);
	writer->held_until_ms = batch->due_ms;
}

static void fail(struct writer *writer, const struct writer_flight *was, struct writer_batch *batch)
{
	log_say(writer->gateway->log, LOG_WARN, "a batch of messages failed",
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
			park_again(writer, batch);
		break;
	case WRITER_FAULT_ROW:
		suspect(writer, batch, was->sqlstate);
		break;
	}
}

/* --- batches
 * --------------------------------------------------------------------------------------- */

static struct writer_batch *take_queued(struct writer *writer)
{
	struct writer_item *items[FLUSH_ROWS];
	size_t count = 0, bytes = 0;
	bool is_full = writer->queued >= FLUSH_ROWS || writer->queued_bytes >= FLUSH_BYTES;
	if (!writer->first || !(is_full || writer->is_flush_due || writer->is_closing))
		return NULL;
	while (writer->first && count < FLUSH_ROWS && bytes < FLUSH_BYTES) {
		struct writer_item *item = writer->first;
		writer->first = item->next;
		bytes += item->row.sealed.size;
		items[count++] = item;
	}
	if (!writer->first)
		writer->last = NULL;
	writer->queued -= count;
	writer->queued_bytes -= bytes;
	return writer_batch_new(items, count);
}

static void wait_for_parked(struct writer *writer)
{
	uint64_t due_ms = writer_parked_due(&writer->parked);
	uint64_t now_ms = gateway_now_ms(writer->gateway);
	if (due_ms == UINT64_MAX)
		return;
	if (due_ms < writer->held_until_ms)
		due_ms = writer->held_until_ms;
	wheel_set(writer->gateway->wheel, &writer->retry, due_ms > now_ms ? due_ms - now_ms : 0,
		retry_due);
}

/* Sends the next batch when none is under way: what failed before comes first. */
static void pump(struct writer *writer)
{
	uint64_t now_ms = gateway_now_ms(writer->gateway);
	struct writer_batch *batch = NULL;
	if (writer->is_closing && writer->pending == 0)
		db_link_stop(&writer->link);
	if (writer->link.state != DB_LINK_READY || writer->flight.batch)
		return;
	if (now_ms >= writer->held_until_ms)
		batch = writer_parked_take(&writer->parked, now_ms);
	if (now_ms >= writer->held_until_ms && !batch)
		batch = take_queued(writer);
	if (batch)
		writer_flight_send(&writer->flight, &writer->link, batch);
	else
		wait_for_parked(writer);
}

static void writer_result(struct db_link *link, const PGresult *result)
{
	struct writer *writer = CONTAINER_OF(link, struct writer, link);
	if (!writer_flight_note(&writer->flight, result))
		return;
	struct writer_flight was = writer->flight;
	struct writer_batch *batch = writer_flight_end(&writer->flight);
	if (was.fault == WRITER_FAULT_NONE)
		finish(writer, batch);
	else
		fail(writer, &was, batch);
	writer->is_flush_due = true; /* what came meanwhile has waited enough */
	pump(writer);
}

static void writer_ready(struct db_link *link)
{
	struct writer *writer = CONTAINER_OF(link, struct writer, link);
	writer->held_until_ms = 0;
	writer->is_flush_due = true;
	writer_parked_hasten(&writer->parked);
	pump(writer);
}

/* Whether it was committed nobody knows: the same ids are sent again, and nothing doubles. Split,
 * too, for the case that one row ends the server. */
static void writer_lost(struct db_link *link)
{
	struct writer *writer = CONTAINER_OF(link, struct writer, link);
	struct writer_batch *batch = writer_flight_end(&writer->flight);
	if (batch && (++batch->attempts < SPLIT_AFTER || !split(writer, batch)))
		park(writer, batch, 0);
}

static const struct db_link_owner owner = {
	.ready = writer_ready, .result = writer_result, .lost = writer_lost};

/* --- what others call
 * ------------------------------------------------------------------------------ */

static void flush_due(uv_timer_t *timer)
{
	struct writer *writer = ((struct flush_timer *)timer->data)->writer;
	writer->is_flush_due = true;
	pump(writer);
}

static void enqueue(struct writer *writer, struct writer_item *item)
{
	if (writer->last)
		writer->last->next = item;
	else
		writer->first = item;
	writer->last = item;
	writer->queued++;
	writer->queued_bytes += item->row.sealed.size;
	writer->pending++;
	writer->pending_bytes += item->row.sealed.size;
}

static bool has_room(const struct writer *writer, const struct writer_row *row)
{
	return writer->pending < QUEUE_ROWS && writer->pending_bytes < QUEUE_BYTES &&
	       row->tenant->writer_rows < QUEUE_ROWS / TENANT_SHARE &&
	       row->tenant->writer_bytes < QUEUE_BYTES / TENANT_SHARE;
}

enum err writer_put(struct writer *writer, const struct writer_row *row)
{
	if (writer->is_closing || !has_room(writer, row))
		return ERR_BUSY;
	struct writer_item *item = writer_item_new(row);
	item->order = writer->next_order++;
	item->put_us = uv_hrtime() / 1000;
	bool was_empty = !writer->first;
	enqueue(writer, item);
	metric_set(writer->gateway->metrics, METRIC_WRITER_PENDING, (int64_t)writer->pending);
	if (was_empty) {
		writer->is_flush_due = false;
		(void)uv_timer_start(&writer->flush->timer, flush_due, FLUSH_MS, 0);
	}
	pump(writer);
	return ERR_NONE;
}

size_t writer_pending(const struct writer *writer)
{
	return writer->pending;
}

static void free_flush(uv_handle_t *handle)
{
	free(handle->data);
}

struct writer *writer_new(struct gateway *gateway, writer_stored stored)
{
	struct writer *writer = MEMORY_NEW(struct writer);
	struct flush_timer *flush = MEMORY_NEW(struct flush_timer);
	(void)uv_timer_init(gateway->loop, &flush->timer);
	flush->writer = writer;
	flush->timer.data = flush;
	writer->flush = flush;
	writer->gateway = gateway;
	writer->stored = stored;
	db_link_init(&writer->link, gateway, "frontdesk writer", &owner);
	db_link_start(&writer->link);
	return writer;
}

void writer_close(struct writer *writer)
{
	writer->is_closing = true;
	pump(writer);
}

/* What was never stored is dropped unanswered: nobody was told that it was. */
static void drop(struct writer_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		writer_item_free(&batch->items[i]);
	writer_batch_free(&batch);
}

static void drop_all(struct writer *writer)
{
	struct writer_batch *batch = writer_flight_end(&writer->flight);
	if (batch)
		drop(batch);
	while ((batch = writer_parked_take(&writer->parked, UINT64_MAX)) != NULL)
		drop(batch);
	writer->is_closing = true; /* the whole queue is due */
	while ((batch = take_queued(writer)) != NULL)
		drop(batch);
}

void writer_free(struct writer **writer)
{
	if (!*writer)
		return;
	wheel_cancel((*writer)->gateway->wheel, &(*writer)->retry);
	db_link_stop(&(*writer)->link);
	drop_all(*writer);
	uv_close((uv_handle_t *)&(*writer)->flush->timer, free_flush);
	free(*writer);
	*writer = NULL;
}
