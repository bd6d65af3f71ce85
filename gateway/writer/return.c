/*
 * Rows out of the spool: those that memory let go of, and those of dead workers. A segment at a
 * time is read, when little that was read before is left, and while PostgreSQL answers. A record
 * names its tenant; the tenant is looked up before its rows join the queue of the returned. Of a
 * deleted tenant they are dropped; under keys that cannot be opened they stay in the spool.
 */
#include "writer/private.h"

#include <stdlib.h>
#include <uv.h>

#include "base/memory.h"

enum { LOW_ROWS = 512, AGAIN_MS = 1000, UNREADABLE_MS = 60000 };

void writer_return_look(struct writer *writer)
{
	if (writer->spool && writer_is_connected(writer) && !writer->is_closing &&
		!writer->parts->env.is_draining && !writer->back &&
		writer->returned_pending < LOW_ROWS)
		spool_read_back(writer->spool);
}

/* --- one tenant's rows ----------------------------------------------------------------------- */

static size_t group_end(const struct writer *writer)
{
	size_t end = writer->back_at;
	while (end < writer->back_count &&
		uuid_equals(writer->back[end]->tenant_id, writer->back[writer->back_at]->tenant_id))
		end++;
	return end;
}

static void admit(struct writer *writer, struct spool_row *row, struct tenant *tenant)
{
	struct writer_item *item = writer_item_return(row, tenant);
	item->order = writer->next_returned_order++;
	item->put_us = uv_hrtime() / 1000;
	writer->pending++;
	writer->pending_bytes += item->row.sealed.size;
	writer->returned_pending++;
	writer_queue_put(&writer->returned, item);
}

static void settle_row(
	struct writer *writer, struct spool_row *row, enum err err, struct tenant *tenant)
{
	if (err == ERR_NONE)
		admit(writer, row, tenant);
	else if (err == ERR_ABSENT)
		spool_stored(writer->spool, row->place);
	else
		spool_forget(writer->spool, row->place, UNREADABLE_MS);
	spool_row_free(&row);
}

static void settle_group(struct writer *writer, enum err err, struct tenant *tenant)
{
	size_t first = writer->back_at, end = group_end(writer);
	struct uuid tenant_id = writer->back[first]->tenant_id;
	if (err == ERR_ABSENT) {
		metric_add(
			writer->parts->env.metrics, METRIC_SPOOL_DROPPED, (int64_t)(end - first));
		log_say(writer->parts->env.log, LOG_WARN,
			"messages of a deleted tenant are dropped from the spool",
			LOG_F_UUID("tenant", tenant_id), LOG_F_NUMBER("rows", end - first));
	}
	if (err == ERR_UNREADABLE)
		log_say(writer->parts->env.log, LOG_ERROR,
			"messages stay in the spool: their tenant's keys cannot be opened",
			LOG_F_UUID("tenant", tenant_id), LOG_F_NUMBER("rows", end - first));
	for (; writer->back_at < end; writer->back_at++)
		settle_row(writer, writer->back[writer->back_at], err, tenant);
}

/* --- tenant by tenant ------------------------------------------------------------------------ */

static void ask_next(struct writer *writer);

static void ask_again(struct timer *timer)
{
	ask_next(CONTAINER_OF(timer, struct writer, back_again));
}

static void answered(struct writer *writer, const struct writer_ask *ask, struct tenant *tenant)
{
	enum err err = ask->err;
	if (err != ERR_NONE && err != ERR_ABSENT && err != ERR_UNREADABLE) {
		wheel_set(writer->parts->env.wheel, &writer->back_again, AGAIN_MS, ask_again);
		return;
	}
	settle_group(writer, err, tenant);
	ask_next(writer);
	writer_pump(writer);
}

static void ask_next(struct writer *writer)
{
	if (writer->back_at < writer->back_count) {
		writer_tenant_ask(writer, writer->back[writer->back_at]->tenant_id, answered);
		return;
	}
	free(writer->back);
	writer->back = NULL;
	writer_return_look(writer);
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

void writer_return_take(struct writer *writer, struct spool_rows *rows)
{
	struct spool_row *row;
	if (rows->count == 0)
		return;
	writer->back = memory_resize(NULL, rows->count, sizeof(struct spool_row *));
	writer->back_count = writer->back_at = 0;
	while ((row = spool_rows_take(rows)) != NULL)
		writer->back[writer->back_count++] = row;
	qsort(writer->back, writer->back_count, sizeof(struct spool_row *), by_tenant);
	ask_next(writer);
}

void writer_return_stop(struct writer *writer)
{
	wheel_cancel(writer->parts->env.wheel, &writer->back_again);
	for (size_t i = writer->back_at; writer->back && i < writer->back_count; i++)
		spool_row_free(&writer->back[i]);
	free(writer->back);
	writer->back = NULL;
}
