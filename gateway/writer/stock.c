/* Two queues, and what is counted of all rows. */
#include "writer/stock.h"

#include <stdlib.h>
#include <uv.h>

#include "base/memory.h"
#include "call/tenant.h"
#include "loop/env.h"
#include "writer/queue.h"

enum {
	STOCK_ROWS = 65536,
	STOCK_BYTES = 64 * 1024 * 1024,
	TENANT_SHARE = 8,
	FLUSH_ROWS = 256, /* so many do not wait for the time */
	FLUSH_BYTES = 256 * 1024,
	BATCH_ROWS = 1024, /* what has gathered meanwhile goes together: a session's rows share its
			      lock */
	BATCH_BYTES = 1024 * 1024,
	RETURNED_SHARE = 256 /* rows of a batch that are for those read back */
};

/* What is read back is older than what comes, and goes first within its session's rows. */
static const uint64_t first_order = UINT64_C(1) << 62;

struct writer_stock {
	const struct env *env;
	struct writer_queue queue;    /* as they came */
	struct writer_queue returned; /* read back from the spool */
	size_t rows, bytes;           /* queued, under way and parked */
	size_t returned_rows;         /* of these, read back */
	uint64_t next_order, next_returned_order;
};

/* --- room ------------------------------------------------------------------------------------- */
bool writer_stock_has_room(const struct writer_stock *stock, const struct writer_row *row)
{
	return stock->rows < STOCK_ROWS && stock->bytes < STOCK_BYTES &&
	       row->tenant->writer_rows < STOCK_ROWS / TENANT_SHARE &&
	       row->tenant->writer_bytes < STOCK_BYTES / TENANT_SHARE;
}

bool writer_stock_is_crowded(const struct writer_stock *stock, const struct tenant *tenant)
{
	return stock->rows > STOCK_ROWS / 2 || stock->bytes > STOCK_BYTES / 2 ||
	       tenant->writer_rows > STOCK_ROWS / TENANT_SHARE / 2 ||
	       tenant->writer_bytes > STOCK_BYTES / TENANT_SHARE / 2;
}

size_t writer_stock_count(const struct writer_stock *stock)
{
	return stock->rows;
}

size_t writer_stock_count_returned(const struct writer_stock *stock)
{
	return stock->returned_rows;
}

bool writer_stock_has_waiting(const struct writer_stock *stock)
{
	return stock->queue.first != NULL;
}

/* --- in --------------------------------------------------------------------------------------- */
static void tell_rows(const struct writer_stock *stock)
{
	metric_set(stock->env->metrics, METRIC_WRITER_PENDING, (int64_t)stock->rows);
}

static void add(struct writer_stock *stock, struct writer_queue *queue, struct writer_item *item)
{
	item->put_us = uv_hrtime() / 1000;
	writer_queue_put(queue, item);
	stock->rows++;
	stock->bytes += item->row.sealed.size;
}

struct writer_item *writer_stock_put(struct writer_stock *stock, const struct writer_row *row)
{
	struct writer_item *item = writer_item_new(row);
	item->order = stock->next_order++;
	add(stock, &stock->queue, item);
	tell_rows(stock);
	return item;
}

void writer_stock_return(
	struct writer_stock *stock, const struct spool_row *row, struct tenant *tenant)
{
	struct writer_item *item = writer_item_return(row, tenant);
	item->order = stock->next_returned_order++;
	add(stock, &stock->returned, item);
	stock->returned_rows++;
}

/* --- out -------------------------------------------------------------------------------------- */
void writer_stock_drop(struct writer_stock *stock, struct writer_item *item)
{
	if (item->queue)
		writer_queue_leave(item);
	stock->rows--;
	stock->bytes -= item->row.sealed.size;
	if (item->is_returned)
		stock->returned_rows--;
	tell_rows(stock);
	writer_item_free(&item);
}

static bool may_take(const struct writer_stock *stock, bool is_due)
{
	const struct writer_queue *queue = &stock->queue;
	return stock->returned.first || (queue->first && (is_due || queue->rows >= FLUSH_ROWS ||
								 queue->bytes >= FLUSH_BYTES));
}

/* A part of each batch is for those that were read back, and what the others leave. */
static struct writer_batch *take(struct writer_stock *stock)
{
	struct writer_item *items[BATCH_ROWS];
	size_t count = 0, bytes = 0, live = BATCH_ROWS;
	if (stock->returned.first)
		live -= RETURNED_SHARE;
	while (stock->queue.first && count < live && bytes < BATCH_BYTES / BATCH_ROWS * live) {
		items[count] = writer_queue_take(&stock->queue);
		bytes += items[count++]->row.sealed.size;
	}
	while (stock->returned.first && count < BATCH_ROWS && bytes < BATCH_BYTES) {
		items[count] = writer_queue_take(&stock->returned);
		bytes += items[count++]->row.sealed.size;
	}
	return writer_batch_new(items, count);
}

/* Asked at each row that comes: what `take` needs is made only when there is a batch. */
struct writer_batch *writer_stock_take(struct writer_stock *stock, bool is_due)
{
	return may_take(stock, is_due) ? take(stock) : NULL;
}

/* --- life ------------------------------------------------------------------------------------- */
struct writer_stock *writer_stock_new(const struct env *env)
{
	struct writer_stock *stock = MEMORY_NEW(struct writer_stock);
	stock->env = env;
	stock->next_order = first_order;
	return stock;
}

void writer_stock_free(struct writer_stock **stock)
{
	struct writer_item *item;
	if (!*stock)
		return;
	while ((item = writer_queue_take(&(*stock)->queue)) != NULL)
		writer_item_abandon(&item);
	while ((item = writer_queue_take(&(*stock)->returned)) != NULL)
		writer_item_abandon(&item);
	free(*stock);
	*stock = NULL;
}
