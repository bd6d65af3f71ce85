/*
 * The writer's life and its batches: one at a time is under way. What waits, in stock or parked,
 * goes when that is through; nothing leaves but through writer_finish.
 */
#include "writer/writer.h"

#include <stdlib.h>
#include <uv.h>

#include "base/memory.h"
#include "spool/spool.h"
#include "writer/ask.h"
#include "writer/fail.h"
#include "writer/flight.h"
#include "writer/judge.h"
#include "writer/keep.h"
#include "writer/private.h"
#include "writer/return.h"
#include "writer/stock.h"

enum {
	FLUSH_MS = 3,
	DRAIN_MS = 2000 /* for kept rows to be stored */
};

/* 3 ms are finer than the wheel. The handle outlives the writer until the loop has closed it. */
struct flush_timer {
	uv_timer_t timer;
	struct sender *sender;
};

/* The writer, and what drives it. */
struct sender {
	struct writer writer;
	writer_stored stored;
	struct db_link link;
	struct writer_flight flight;
	struct flush_timer *flush;
	bool is_flush_due, is_closing;
	uint64_t drain_end_ms; /* 0: not draining */
};

static struct sender *sender_of(struct writer *writer)
{
	return CONTAINER_OF(writer, struct sender, writer);
}

static const struct sender *looked_at(const struct writer *writer)
{
	return CONTAINER_OF(writer, const struct sender, writer);
}

/* --- ends ------------------------------------------------------------------------------------- */
static void measure(struct metrics *metrics, const struct writer_item *item)
{
	static const enum metric counters[] = {[WRITER_FRESH] = METRIC_STORED,
		[WRITER_DUPLICATE] = METRIC_DUPLICATES,
		[WRITER_FAILED] = METRIC_DEAD_LETTERS,
		[WRITER_CONFLICT] = METRIC_COUNT,
		[WRITER_ERASED] = METRIC_ERASED,
		[WRITER_ENDED] = METRIC_TOO_LATE};
	enum metric counter = counters[item->result.outcome];
	if (counter != METRIC_COUNT)
		metric_add(metrics, counter, 1);
	if (item->result.outcome == WRITER_FRESH && !item->is_returned)
		metric_observe(metrics, METRIC_STORE_TIME, uv_hrtime() / 1000 - item->put_us);
}

void writer_finish(struct writer *writer, struct writer_batch *batch)
{
	writer_stored stored = sender_of(writer)->stored;
	for (size_t i = 0; i < batch->count; i++) {
		struct writer_item *item = batch->items[i];
		writer_keep_end(writer->keep, item);
		measure(writer->parts->env.metrics, item);
		stored(writer->parts, &item->row, &item->result);
		writer_stock_drop(writer->stock, item);
	}
	writer_batch_free(&batch);
}

/* --- batches ---------------------------------------------------------------------------------- */
static struct writer_batch *take_waiting(struct sender *sender)
{
	return writer_stock_take(sender->writer.stock, sender->is_flush_due || sender->is_closing);
}

/* What failed before comes first; but after a loss of the connection another batch is sent before
 * what may have been its cause. */
static struct writer_batch *take_next(struct sender *sender)
{
	struct writer_failures *failures = sender->writer.failures;
	struct writer_batch *batch = writer_failures_take(failures, true);
	if (!batch && writer_failures_give_way(failures))
		batch = take_waiting(sender);
	if (!batch)
		batch = writer_failures_take(failures, false);
	if (!batch)
		batch = take_waiting(sender);
	if (batch)
		writer_failures_note_sent(failures);
	return batch;
}

void writer_pump(struct writer *writer)
{
	struct sender *sender = sender_of(writer);
	struct writer_batch *batch = NULL;
	if (sender->is_closing && writer_pending(writer) == 0)
		db_link_stop(&sender->link);
	db_link_look(&sender->link);
	if (!db_link_takes(&sender->link) || sender->flight.batch)
		return;
	if (!writer_failures_hold(writer->failures))
		batch = take_next(sender);
	if (batch)
		writer_flight_send(&sender->flight, &sender->link, batch);
	else
		writer_failures_await(writer->failures);
	writer_return_look(writer->back);
}

static void link_result(struct db_link *link, const PGresult *result)
{
	struct sender *sender = CONTAINER_OF(link, struct sender, link);
	struct writer *writer = &sender->writer;
	if (!writer_flight_note(&sender->flight, result))
		return;
	struct writer_flight was = sender->flight;
	struct writer_batch *batch = writer_flight_end(&sender->flight);
	if (was.fault == WRITER_FAULT_NONE) {
		writer_failures_note_commit(writer->failures);
		writer_keep_note_commit(writer->keep);
		writer_finish(writer, batch);
	} else {
		writer_fail_batch(writer->failures, &was, batch);
	}
	sender->is_flush_due = true; /* what came meanwhile has waited enough */
	writer_pump(writer);
}

static void link_ready(struct db_link *link)
{
	struct sender *sender = CONTAINER_OF(link, struct sender, link);
	sender->is_flush_due = true;
	writer_failures_hasten(sender->writer.failures);
	writer_pump(&sender->writer);
}

static void link_lost(struct db_link *link)
{
	struct sender *sender = CONTAINER_OF(link, struct sender, link);
	struct writer_batch *batch = writer_flight_end(&sender->flight);
	if (batch)
		writer_fail_lost(sender->writer.failures, batch);
	writer_keep_hurry(sender->writer.keep);
}

static void link_renewed(struct db_link *link)
{
	writer_pump(&CONTAINER_OF(link, struct sender, link)->writer);
}

static const struct db_link_owner owner_of_link = {.tenants_times = 2,
	.ready = link_ready,
	.renewed = link_renewed,
	.result = link_result,
	.lost = link_lost};

/* --- the spool -------------------------------------------------------------------------------- */
static void spool_kept(struct writer *writer, struct spool_row *row)
{
	writer_keep_take(writer->keep, row);
}

static void spool_returned(struct writer *writer, struct spool_rows *rows)
{
	writer_return_take(writer->back, rows);
}

static void spool_changed(struct writer *writer)
{
	writer_keep_look(writer->keep);
	writer_return_look(writer->back);
}

static const struct spool_owner owner_of_spool = {
	.kept = spool_kept, .returned = spool_returned, .changed = spool_changed};

/* --- what others call ------------------------------------------------------------------------- */
static void flush_due(uv_timer_t *timer)
{
	struct sender *sender = ((struct flush_timer *)timer->data)->sender;
	sender->is_flush_due = true;
	writer_pump(&sender->writer);
}

enum err writer_put(struct writer *writer, const struct writer_row *row)
{
	struct sender *sender = sender_of(writer);
	if (sender->is_closing || !writer_stock_has_room(writer->stock, row))
		return ERR_BUSY;
	bool was_empty = !writer_stock_has_waiting(writer->stock);
	writer_keep_begin(writer->keep, writer_stock_put(writer->stock, row));
	if (was_empty) {
		sender->is_flush_due = false;
		(void)uv_timer_start(&sender->flush->timer, flush_due, FLUSH_MS, 0);
	}
	writer_pump(writer);
	return ERR_NONE;
}

size_t writer_pending(const struct writer *writer)
{
	return writer_stock_count(writer->stock);
}

bool writer_is_connected(const struct writer *writer)
{
	return looked_at(writer)->link.state == DB_LINK_READY;
}

bool writer_is_open(const struct writer *writer)
{
	return writer_is_connected(writer) && !looked_at(writer)->is_closing &&
	       !writer->parts->env.is_draining;
}

bool writer_is_drained(struct writer *writer)
{
	struct sender *sender = sender_of(writer);
	uint64_t now_ms = env_now_ms(&writer->parts->env);
	if (sender->drain_end_ms == 0)
		sender->drain_end_ms = now_ms + DRAIN_MS;
	writer_keep_hurry(writer->keep);
	bool is_hopeless = !writer_is_connected(writer) || now_ms >= sender->drain_end_ms;
	return writer_pending(writer) == 0 ||
	       (writer_keep_count_unkept(writer->keep) == 0 && is_hopeless);
}

/* --- life ------------------------------------------------------------------------------------- */
static struct flush_timer *flush_new(struct sender *sender)
{
	struct flush_timer *flush = MEMORY_NEW(struct flush_timer);
	(void)uv_timer_init(sender->writer.parts->env.loop, &flush->timer);
	flush->sender = sender;
	flush->timer.data = flush;
	return flush;
}

static void free_flush(uv_handle_t *handle)
{
	free(handle->data);
}

struct writer *writer_new(
	struct parts *parts, struct spool *spool, writer_stored stored, writer_kept kept)
{
	struct sender *sender = MEMORY_NEW(struct sender);
	struct writer *writer = &sender->writer;
	writer->parts = parts;
	writer->spool = spool;
	writer->stock = writer_stock_new(&parts->env);
	writer->keep = writer_keep_new(writer, kept);
	writer->back = writer_return_new(writer);
	writer->asks = writer_asks_new(writer, parts);
	writer->judge = writer_judge_new(writer);
	writer->failures = writer_failures_new(writer);
	sender->stored = stored;
	sender->flush = flush_new(sender);
	if (spool)
		spool_own(spool, writer, &owner_of_spool);
	db_link_init(&sender->link, &parts->env, "frontdesk writer", &owner_of_link,
		db_renewals_of(parts->db));
	db_link_start(&sender->link);
	return writer;
}

void writer_close(struct writer *writer)
{
	sender_of(writer)->is_closing = true;
	writer_pump(writer);
}

/* What was never stored is dropped unanswered: nobody was told that it was. What is kept stays in
 * the spool, and what is on its way there goes on. */
void writer_free(struct writer **writer)
{
	if (!*writer)
		return;
	struct sender *sender = sender_of(*writer);
	db_link_stop(&sender->link);
	struct writer_batch *batch = writer_flight_end(&sender->flight);
	if (batch)
		writer_batch_abandon(&batch);
	writer_failures_free(&(*writer)->failures);
	writer_judge_free(&(*writer)->judge);
	writer_asks_free(&(*writer)->asks);
	writer_return_free(&(*writer)->back);
	writer_keep_free(&(*writer)->keep);
	writer_stock_free(&(*writer)->stock);
	uv_close((uv_handle_t *)&sender->flush->timer, free_flush);
	free(sender);
	*writer = NULL;
}
