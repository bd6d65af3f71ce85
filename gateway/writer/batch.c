/* Batches: sorting, grouping, splitting. Nothing here knows PostgreSQL. */
#include "writer/batch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "call/tenant.h"

static struct writer_item *make(const struct writer_row *row)
{
	struct writer_item *item = memory_new(sizeof(*item) + row->sealed.size);
	item->row = *row;
	memcpy(item->sealed, row->sealed.data, row->sealed.size);
	item->row.sealed.data = item->sealed;
	item->row.tenant = tenant_ref(row->tenant);
	return item;
}

struct writer_item *writer_item_new(const struct writer_row *row)
{
	struct writer_item *item = make(row);
	item->row.tenant->writer_rows++;
	item->row.tenant->writer_bytes += row->sealed.size;
	return item;
}

struct writer_item *writer_item_return(const struct spool_row *of, struct tenant *tenant)
{
	struct writer_row row = {.tenant = tenant,
		.session_id = of->session_id,
		.id = of->id,
		.sealed = of->sealed,
		.created_at_us = of->created_at_us};
	memcpy(row.fingerprint, of->fingerprint, sizeof(row.fingerprint));
	memcpy(row.sender_type, of->sender_type, sizeof(row.sender_type));
	memcpy(row.sender_id, of->sender_id, sizeof(row.sender_id));
	struct writer_item *item = make(&row);
	item->is_returned = item->may_be_known = true;
	item->place = of->place;
	return item;
}

void writer_item_free(struct writer_item **item)
{
	struct tenant *tenant = (*item)->row.tenant;
	if (!(*item)->is_returned) {
		tenant->writer_rows--;
		tenant->writer_bytes -= (*item)->row.sealed.size;
	}
	tenant_unref(&tenant);
	free(*item);
	*item = NULL;
}

void writer_item_abandon(struct writer_item **item)
{
	if ((*item)->given)
		(*item)->given->item = NULL;
	writer_item_free(item);
}

static int by_session(const void *a, const void *b)
{
	const struct writer_item *one = *(struct writer_item *const *)a;
	const struct writer_item *other = *(struct writer_item *const *)b;
	int order = uuid_compare(one->row.tenant->id, other->row.tenant->id);
	if (order == 0)
		order = uuid_compare(one->row.session_id, other->row.session_id);
	if (order != 0)
		return order;
	return (one->order > other->order) - (one->order < other->order);
}

struct writer_batch *writer_batch_new(struct writer_item *const *items, size_t count)
{
	struct arena memory;
	arena_init(&memory);
	struct writer_batch *batch = ARENA_NEW(&memory, struct writer_batch);
	batch->items = arena_array(&memory, count, sizeof(struct writer_item *));
	memcpy(batch->items, items, count * sizeof(struct writer_item *));
	qsort(batch->items, count, sizeof(struct writer_item *), by_session);
	batch->count = count;
	batch->memory = memory;
	return batch;
}

void writer_batch_free(struct writer_batch **batch)
{
	struct arena memory = (*batch)->memory;
	arena_done(&memory);
	*batch = NULL;
}

void writer_batch_abandon(struct writer_batch **batch)
{
	for (size_t i = 0; i < (*batch)->count; i++)
		writer_item_abandon(&(*batch)->items[i]);
	writer_batch_free(batch);
}

size_t writer_batch_group_end(const struct writer_batch *batch, size_t first)
{
	struct uuid tenant_id = batch->items[first]->row.tenant->id;
	size_t end = first + 1;
	while (end < batch->count && uuid_equals(batch->items[end]->row.tenant->id, tenant_id))
		end++;
	return end;
}

bool writer_batch_may_be_known(const struct writer_batch *batch, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		if (batch->items[i]->may_be_known)
			return true;
	return false;
}

void writer_batch_set_known(struct writer_batch *batch, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		batch->items[i]->may_be_known = true;
}

struct writer_batch *writer_batch_take(struct writer_batch *batch, size_t first, size_t end)
{
	assert(first < end && end <= batch->count && end - first < batch->count);
	struct writer_batch *taken = writer_batch_new(batch->items + first, end - first);
	memmove(batch->items + first, batch->items + end,
		(batch->count - end) * sizeof(struct writer_item *));
	batch->count -= end - first;
	taken->losses = batch->losses;
	return taken;
}

struct writer_batch *writer_batch_split(struct writer_batch *batch)
{
	if (batch->count < 2)
		return NULL;
	size_t end = writer_batch_group_end(batch, 0);
	return writer_batch_take(batch, 0, end < batch->count ? end : batch->count / 2);
}
