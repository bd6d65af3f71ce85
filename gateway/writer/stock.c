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
	PASSED_MAX = 4096,   /* looks at rows that wait for the next batch */
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
	uint64_t batches; /* begun */
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
	item->may_be_known = row->tenant->known_until_ms > env_now_ms(stock->env);
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

/* What goes together, in the making. */
struct load {
	struct writer_item *items[BATCH_ROWS];
	size_t count, bytes, tenants;
};

static bool is_of_another(const struct writer_stock *stock, const struct writer_item *item)
{
	return item->row.tenant->writer_batch != stock->batches;
}

static void load_item(struct writer_stock *stock, struct load *load, struct writer_item *item)
{
	writer_queue_leave(item);
	load->tenants += is_of_another(stock, item) ? 1 : 0;
	item->row.tenant->writer_batch = stock->batches;
	load->items[load->count++] = item;
	load->bytes += item->row.sealed.size;
}

/* A part of what a connection should learn of at once; at least one. */
static size_t tenants_most(const struct writer_stock *stock, size_t rows)
{
	size_t most = (size_t)stock->env->settings->db_tenants * rows / BATCH_ROWS;
	return most > 0 ? most : 1;
}

/* Up to so many rows in all, with bytes and tenants in proportion: what is of further tenants is
 * passed over, and stands in front of the next batch. */
static void load_some(struct writer_stock *stock, struct load *load,
	const struct writer_queue *queue, size_t rows)
{
	size_t tenants = tenants_most(stock, rows), passed = 0;
	struct writer_item *next = queue->first;
	while (next && passed < PASSED_MAX && load->count < rows &&
		load->bytes < BATCH_BYTES / BATCH_ROWS * rows) {
		struct writer_item *item = next;
		next = item->next;
		if (load->tenants < tenants || !is_of_another(stock, item))
			load_item(stock, load, item);
		else
			passed++;
	}
}

/* A part of each batch is for those that were read back, and what the others leave. */
static struct writer_batch *take(struct writer_stock *stock)
{
	struct load load;
	load.count = load.bytes = load.tenants = 0;
	stock->batches++;
	load_some(stock, &load, &stock->queue,
		stock->returned.first ? BATCH_ROWS - RETURNED_SHARE : BATCH_ROWS);
	load_some(stock, &load, &stock->returned, BATCH_ROWS);
	return writer_batch_new(load.items, load.count);
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
