/*
 * Rows into the spool. A row that is not stored within 250 ms is given to it, at once while
 * PostgreSQL is known to be away; once it is on the disk, the service is told. Kept rows may leave
 * memory: when it fills, the newest do, and are read back later.
 */
#include "writer/private.h"

#include <assert.h>
#include <string.h>

#include "call/tenant.h"

enum { KEEP_MS = 250 };

/* --- the list of those not given ------------------------------------------------------------- */

static void wait_in_line(struct writer *writer, struct writer_item *item)
{
	item->is_waiting = true;
	item->younger = NULL;
	item->older = writer->newest;
	*(writer->newest ? &writer->newest->younger : &writer->oldest) = item;
	writer->newest = item;
}

static void leave_line(struct writer *writer, struct writer_item *item)
{
	*(item->older ? &item->older->younger : &writer->oldest) = item->younger;
	*(item->younger ? &item->younger->older : &writer->newest) = item->older;
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

static void give(struct writer *writer, struct writer_item *item)
{
	leave_line(writer, item);
	item->given = copy_for_spool(item);
	spool_keep(writer->spool, item->given);
}

static void due(struct timer *timer);

/* Gives those whose time has come, and waits for the next. */
static void look(struct writer *writer)
{
	uint64_t now_ms = env_now_ms(&writer->parts->env);
	if (!writer->spool || !spool_is_healthy(writer->spool))
		return;
	bool is_away = !writer_is_connected(writer);
	while (writer->oldest && (is_away || writer->oldest->put_us / 1000 + KEEP_MS <= now_ms))
		give(writer, writer->oldest);
	if (!writer->oldest)
		wheel_cancel(writer->parts->env.wheel, &writer->keep_due);
	else if (!timer_is_set(&writer->keep_due))
		wheel_set(writer->parts->env.wheel, &writer->keep_due,
			writer->oldest->put_us / 1000 + KEEP_MS - now_ms, due);
}

static void due(struct timer *timer)
{
	look(CONTAINER_OF(timer, struct writer, keep_due));
}

void writer_keep_begin(struct writer *writer, struct writer_item *item)
{
	writer->unkept++;
	if (!writer->spool || item->row.sealed.size > SPOOL_SEALED_MAX)
		return;
	wait_in_line(writer, item);
	look(writer);
}

void writer_keep_hurry(struct writer *writer)
{
	while (writer->spool && spool_is_healthy(writer->spool) && writer->oldest)
		give(writer, writer->oldest);
}

void writer_keep_end(struct writer *writer, struct writer_item *item)
{
	if (item->place.segment > 0)
		spool_stored(writer->spool, item->place);
	else
		writer->unkept--;
	if (item->is_waiting)
		leave_line(writer, item);
	if (item->given)
		item->given->item = NULL; /* it comes back to nobody */
	item->given = NULL;
}

/* --- what comes back from the spool ---------------------------------------------------------- */

void writer_keep_forget(struct writer *writer, struct writer_item *item, uint64_t delay_ms)
{
	spool_forget(writer->spool, item->place, delay_ms);
	writer_drop(writer, item);
}

/* Half of what there may be is for rows that are not kept yet. */
static bool is_crowded(const struct writer *writer, const struct tenant *tenant)
{
	return writer->pending > WRITER_ROWS / 2 || writer->pending_bytes > WRITER_BYTES / 2 ||
	       tenant->writer_rows > WRITER_ROWS / WRITER_TENANT_SHARE / 2 ||
	       tenant->writer_bytes > WRITER_BYTES / WRITER_TENANT_SHARE / 2;
}

static void note_kept(struct writer *writer, struct writer_item *item, struct spool_place place)
{
	item->place = place;
	writer->unkept--;
	if (writer->kept)
		writer->kept(writer->parts, &item->row);
	if (item->queue && is_crowded(writer, item->row.tenant)) {
		writer_queue_leave(item);
		writer_keep_forget(writer, item, 0);
	}
}

static void spool_kept(struct writer *writer, struct spool_row *row)
{
	struct writer_item *item = row->item;
	if (item)
		item->given = NULL;
	if (item && row->is_kept)
		note_kept(writer, item, row->place);
	else if (item)
		wait_in_line(writer, item); /* until the disk takes rows again */
	else if (row->is_kept)
		spool_stored(writer->spool, row->place);
	spool_row_free(&row);
}

static void spool_changed(struct writer *writer)
{
	look(writer);
	writer_return_look(writer);
}

const struct spool_owner writer_spool_owner = {
	.kept = spool_kept, .returned = writer_return_take, .changed = spool_changed};

/* --- life ------------------------------------------------------------------------------------ */

void writer_keep_start(struct writer *writer)
{
	if (writer->spool)
		spool_own(writer->spool, writer, &writer_spool_owner);
}

void writer_keep_stop(struct writer *writer)
{
	wheel_cancel(writer->parts->env.wheel, &writer->keep_due);
}
