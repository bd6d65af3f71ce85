/* The line of those not given, oldest first, and what comes back from the disk. */
#include "writer/keep.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "call/tenant.h"
#include "loop/wheel.h"
#include "spool/spool.h"
#include "writer/private.h"
#include "writer/stock.h"

enum {
	KEEP_MS = 250,
	KEEP_MOST_MS = 2000 /* while PostgreSQL takes others */
};

struct writer_keep {
	struct writer *writer;
	writer_kept kept;
	struct writer_item *oldest, *newest; /* not kept, and not on the way to it */
	size_t unkept;                       /* neither kept nor stored */
	uint64_t commit_ms;                  /* the last one */
	struct timer due;
};

/* --- the list of those not given ------------------------------------------------------------- */

static void wait_in_line(struct writer_keep *keep, struct writer_item *item)
{
	item->is_waiting = true;
	item->younger = NULL;
	item->older = keep->newest;
	*(keep->newest ? &keep->newest->younger : &keep->oldest) = item;
	keep->newest = item;
}

static void leave_line(struct writer_keep *keep, struct writer_item *item)
{
	*(item->older ? &item->older->younger : &keep->oldest) = item->younger;
	*(item->younger ? &item->younger->older : &keep->newest) = item->older;
	item->is_waiting = false;
}

static struct spool_row *copy_for_spool(struct writer_item *item)
{
	const struct writer_row *of = &item->row;
	struct spool_row row = {.item = item,
		.tenant_id = of->tenant->id,
		.session_id = of->session_id,
		.id = of->id,
		.sealed = of->sealed,
		.created_at_us = of->created_at_us};
	static_assert(sizeof(row.sender_type) == sizeof(of->sender_type) &&
			      sizeof(row.sender_id) == sizeof(of->sender_id),
		"a sender's names fit");
	memcpy(row.fingerprint, of->fingerprint, sizeof(row.fingerprint));
	memcpy(row.sender_type, of->sender_type, sizeof(row.sender_type));
	memcpy(row.sender_id, of->sender_id, sizeof(row.sender_id));
	return spool_row_new(&row);
}

static void give(struct writer_keep *keep, struct writer_item *item)
{
	leave_line(keep, item);
	item->given = copy_for_spool(item);
	spool_keep(keep->writer->spool, item->given);
}

static void due(struct timer *timer);

/* What waits in a queue that moves is about to be stored: to keep it as well would cost its work a
 * second time, and slow the queue. */
static uint64_t due_ms(const struct writer_keep *keep, const struct writer_item *item)
{
	uint64_t put_ms = item->put_us / 1000, since_ms = put_ms;
	if (!writer_is_connected(keep->writer))
		return 0;
	if (keep->commit_ms > put_ms &&
		!writer_stock_is_crowded(keep->writer->stock, item->row.tenant))
		since_ms = keep->commit_ms;
	return since_ms + KEEP_MS < put_ms + KEEP_MOST_MS ? since_ms + KEEP_MS
							  : put_ms + KEEP_MOST_MS;
}

/* Gives those whose time has come, and waits for the next. */
void writer_keep_look(struct writer_keep *keep)
{
	uint64_t now_ms = env_now_ms(&keep->writer->parts->env);
	if (!keep->writer->spool || !spool_is_healthy(keep->writer->spool))
		return;
	while (keep->oldest && due_ms(keep, keep->oldest) <= now_ms)
		give(keep, keep->oldest);
	if (!keep->oldest)
		wheel_cancel(keep->writer->parts->env.wheel, &keep->due);
	else if (!timer_is_set(&keep->due))
		wheel_set(keep->writer->parts->env.wheel, &keep->due,
			due_ms(keep, keep->oldest) - now_ms, due);
}

static void due(struct timer *timer)
{
	writer_keep_look(CONTAINER_OF(timer, struct writer_keep, due));
}

void writer_keep_begin(struct writer_keep *keep, struct writer_item *item)
{
	keep->unkept++;
	if (!keep->writer->spool || item->row.sealed.size > SPOOL_SEALED_MAX)
		return;
	wait_in_line(keep, item);
	writer_keep_look(keep);
}

void writer_keep_note_commit(struct writer_keep *keep)
{
	keep->commit_ms = env_now_ms(&keep->writer->parts->env);
}

void writer_keep_hurry(struct writer_keep *keep)
{
	while (keep->writer->spool && spool_is_healthy(keep->writer->spool) && keep->oldest)
		give(keep, keep->oldest);
}

void writer_keep_end(struct writer_keep *keep, struct writer_item *item)
{
	if (item->place.segment > 0)
		spool_stored(keep->writer->spool, item->place);
	else
		keep->unkept--;
	if (item->is_waiting)
		leave_line(keep, item);
	if (item->given)
		item->given->item = NULL; /* it comes back to nobody */
	item->given = NULL;
}

/* --- what comes back from the spool ---------------------------------------------------------- */

void writer_keep_forget(struct writer_keep *keep, struct writer_item *item, uint64_t delay_ms)
{
	spool_forget(keep->writer->spool, item->place, delay_ms);
	writer_stock_drop(keep->writer->stock, item);
}

static void note_kept(struct writer_keep *keep, struct writer_item *item, struct spool_place place)
{
	item->place = place;
	keep->unkept--;
	if (keep->kept)
		keep->kept(keep->writer->parts, &item->row);
	if (item->queue && writer_stock_is_crowded(keep->writer->stock, item->row.tenant))
		writer_keep_forget(keep, item, 0);
}

void writer_keep_take(struct writer_keep *keep, struct spool_row *row)
{
	struct writer_item *item = row->item;
	if (item)
		item->given = NULL;
	if (item && row->is_kept)
		note_kept(keep, item, row->place);
	else if (item)
		wait_in_line(keep, item); /* until the disk takes rows again */
	else if (row->is_kept)
		spool_stored(keep->writer->spool, row->place);
	spool_row_free(&row);
}

/* --- life ------------------------------------------------------------------------------------- */
size_t writer_keep_count_unkept(const struct writer_keep *keep)
{
	return keep->unkept;
}

struct writer_keep *writer_keep_new(struct writer *writer, writer_kept kept)
{
	struct writer_keep *keep = MEMORY_NEW(struct writer_keep);
	keep->writer = writer;
	keep->kept = kept;
	return keep;
}

void writer_keep_free(struct writer_keep **keep)
{
	if (!*keep)
		return;
	wheel_cancel((*keep)->writer->parts->env.wheel, &(*keep)->due);
	free(*keep);
	*keep = NULL;
}
