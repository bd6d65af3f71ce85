/* A segment's rows, sorted by tenant: their tenants are looked up one by one. */
#include "writer/return.h"

#include <stdlib.h>

#include "base/memory.h"
#include "loop/wheel.h"
#include "spool/spool.h"
#include "writer/ask.h"
#include "writer/private.h"
#include "writer/stock.h"

enum { LOW_ROWS = 512, AGAIN_MS = 1000, UNREADABLE_MS = 60000, REFUSED_MS = 10000 };

struct writer_return {
	struct writer *writer;
	struct spool_row **rows; /* NULL: none */
	size_t count, at;        /* those before are settled */
	struct timer again;
};

void writer_return_look(struct writer_return *back)
{
	struct writer *writer = back->writer;
	if (writer->spool && writer_is_open(writer) && !back->rows &&
		writer_stock_count_returned(writer->stock) < LOW_ROWS)
		spool_read_back(writer->spool);
}

/* --- one tenant's rows ----------------------------------------------------------------------- */

static size_t group_end(const struct writer_return *back)
{
	size_t end = back->at;
	while (end < back->count &&
		uuid_equals(back->rows[end]->tenant_id, back->rows[back->at]->tenant_id))
		end++;
	return end;
}

static void settle_row(
	struct writer_return *back, struct spool_row *row, enum err err, struct tenant *tenant)
{
	if (err == ERR_NONE)
		writer_stock_return(back->writer->stock, row, tenant);
	else if (err == ERR_ABSENT)
		spool_stored(back->writer->spool, row->place);
	else
		spool_forget(back->writer->spool, row->place,
			err == ERR_UPGRADING ? REFUSED_MS : UNREADABLE_MS);
	spool_row_free(&row);
}

static void settle_group(struct writer_return *back, enum err err, struct tenant *tenant)
{
	size_t first = back->at, end = group_end(back);
	struct uuid tenant_id = back->rows[first]->tenant_id;
	if (err == ERR_ABSENT) {
		metric_add(back->writer->parts->env.metrics, METRIC_SPOOL_DROPPED,
			(int64_t)(end - first));
		log_say(back->writer->parts->env.log, LOG_WARN,
			"messages of a deleted tenant are dropped from the spool",
			LOG_F_UUID("tenant", tenant_id), LOG_F_NUMBER("rows", end - first));
	}
	if (err == ERR_UNREADABLE)
		log_say(back->writer->parts->env.log, LOG_ERROR,
			"messages stay in the spool: their tenant's keys cannot be opened",
			LOG_F_UUID("tenant", tenant_id), LOG_F_NUMBER("rows", end - first));
	for (; back->at < end; back->at++)
		settle_row(back, back->rows[back->at], err, tenant);
}

/* --- tenant by tenant ------------------------------------------------------------------------ */

static void ask_next(struct writer_return *back);

static void ask_again(struct timer *timer)
{
	ask_next(CONTAINER_OF(timer, struct writer_return, again));
}

static void answered(
	struct writer *writer, struct uuid tenant_id, enum err err, struct tenant *tenant)
{
	struct writer_return *back = writer->back;
	if (err != ERR_NONE && err != ERR_ABSENT && err != ERR_UNREADABLE && err != ERR_UPGRADING) {
		wheel_set(back->writer->parts->env.wheel, &back->again, AGAIN_MS, ask_again);
		return;
	}
	settle_group(back, err, tenant);
	ask_next(back);
	writer_pump(writer);
}

static void ask_next(struct writer_return *back)
{
	if (back->at < back->count) {
		writer_ask(back->writer->asks, back->rows[back->at]->tenant_id, answered);
		return;
	}
	free(back->rows);
	back->rows = NULL;
	writer_return_look(back);
}

/* --- a segment's rows ------------------------------------------------------------------------ */

static int by_tenant(const void *a, const void *b)
{
	const struct spool_row *one = *(struct spool_row *const *)a;
	const struct spool_row *other = *(struct spool_row *const *)b;
	int order = uuid_compare(one->tenant_id, other->tenant_id);
	if (order != 0)
		return order;
	return (one->place.index > other->place.index) - (one->place.index < other->place.index);
}

void writer_return_take(struct writer_return *back, struct spool_rows *rows)
{
	struct spool_row *row;
	if (rows->count == 0)
		return;
	back->rows = memory_resize(NULL, rows->count, sizeof(struct spool_row *));
	back->count = back->at = 0;
	while ((row = spool_rows_take(rows)) != NULL)
		back->rows[back->count++] = row;
	qsort(back->rows, back->count, sizeof(struct spool_row *), by_tenant);
	ask_next(back);
}

/* --- life ------------------------------------------------------------------------------------- */
struct writer_return *writer_return_new(struct writer *writer)
{
	struct writer_return *back = MEMORY_NEW(struct writer_return);
	back->writer = writer;
	return back;
}

void writer_return_free(struct writer_return **back)
{
	if (!*back)
		return;
	wheel_cancel((*back)->writer->parts->env.wheel, &(*back)->again);
	for (size_t i = (*back)->at; (*back)->rows && i < (*back)->count; i++)
		spool_row_free(&(*back)->rows[i]);
	free((*back)->rows);
	free(*back);
	*back = NULL;
}
