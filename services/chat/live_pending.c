/*
 * The messages of a session that are under way, by id. There are hundreds when PostgreSQL is slow,
 * and thousands when it is away: each message that comes and each that is stored asks for one.
 * Clients choose the ids; who makes them collide slows down their own session only.
 */
#include "live.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { BUCKETS_LEAST = 4 };

struct pending_table {
	size_t count, bucket_count; /* a power of two */
	struct pending *buckets[];
};

static struct pending_table *make(size_t bucket_count)
{
	struct pending_table *table =
		memory_new(sizeof(*table) + bucket_count * sizeof(struct pending *));
	table->bucket_count = bucket_count;
	return table;
}

static struct pending **bucket_of(struct pending_table *table, struct uuid id)
{
	uint64_t halves[2];
	memcpy(halves, id.bytes, sizeof(halves));
	uint64_t mixed = (halves[0] ^ halves[1]) * UINT64_C(0x9e3779b97f4a7c15); /* 2^64 / phi */
	return &table->buckets[(mixed >> 32) & (table->bucket_count - 1)];
}

static void put(struct pending_table *table, struct pending *pending)
{
	struct pending **bucket = bucket_of(table, pending->id);
	pending->next = *bucket;
	*bucket = pending;
	table->count++;
}

static struct pending_table *grow(struct pending_table *old)
{
	struct pending_table *table = make(old->bucket_count * 2);
	for (size_t i = 0; i < old->bucket_count; i++)
		while (old->buckets[i]) {
			struct pending *pending = old->buckets[i];
			old->buckets[i] = pending->next;
			put(table, pending);
		}
	free(old);
	return table;
}

struct pending *live_pending(struct live_session *live, struct uuid id)
{
	struct pending *pending = live->pending ? *bucket_of(live->pending, id) : NULL;
	while (pending && !uuid_equals(pending->id, id))
		pending = pending->next;
	return pending;
}

struct pending *live_pending_add(struct live_session *live, struct uuid id)
{
	struct pending *pending = MEMORY_NEW(struct pending);
	if (!live->pending)
		live->pending = make(BUCKETS_LEAST);
	else if (live->pending->count == live->pending->bucket_count)
		live->pending = grow(live->pending);
	pending->id = id;
	put(live->pending, pending);
	return pending;
}

struct pending *live_pending_take(struct live_session *live, struct uuid id)
{
	struct pending **place = live->pending ? bucket_of(live->pending, id) : NULL;
	while (place && *place && !uuid_equals((*place)->id, id))
		place = &(*place)->next;
	if (!place || !*place)
		return NULL;
	struct pending *pending = *place;
	*place = pending->next;
	if (--live->pending->count == 0)
		live_pending_free(live);
	return pending;
}

void live_pending_free(struct live_session *live)
{
	if (!live->pending)
		return;
	for (size_t i = 0; i < live->pending->bucket_count; i++)
		while (live->pending->buckets[i]) {
			struct pending *pending = live->pending->buckets[i];
			live->pending->buckets[i] = pending->next;
			free(pending);
		}
	free(live->pending);
	live->pending = NULL;
}
