/* Reading a segment back, and what becomes of bytes that are no record. */
#include "spool_disk_private.h"

#include <errno.h>

struct reading {
	struct spool_disk *disk;
	struct spool_entry *entry;
	struct text file;
	uint32_t expected; /* the next index */
	uint32_t taken;    /* of the records that must be there */
	size_t end;        /* of the last record */
	struct spool_rows rows;
};

/* Tells whether one that died had done so, and counted what is missing for it. */
static bool set_aside(struct reading *reading, const struct spool_span *span)
{
	struct spool_entry *entry = reading->entry;
	struct text bytes = {reading->file.data + span->offset, span->size};
	bool is_known = false;
	if (spool_said_has(&entry->said, span->offset, span->size))
		return false;
	int error = spool_quarantine_bytes(reading->disk, entry, span->offset, bytes, &is_known);
	if (error) {
		entry->is_left = true;
		spool_disk_fault(reading->disk, entry->number, error);
		return false;
	}
	spool_said_add(&entry->said, span->offset, span->size);
	return is_known;
}

static void take_record(struct reading *reading, const struct spool_span *record)
{
	struct spool_entry *entry = reading->entry;
	const bool is_due = record->index >= reading->expected &&
			    (!entry->is_counted || record->index < entry->records);
	struct spool_row *row = NULL;
	if (record->index >= reading->expected)
		reading->expected = record->index + 1;
	reading->end = record->offset + record->size;
	if (spool_open(&reading->disk->keys, &entry->head, record, &row) != ERR_NONE) {
		entry->excused += set_aside(reading, record) && is_due;
		return;
	}
	reading->taken += is_due;
	row->place = (struct spool_place){entry->number, record->index};
	row->is_kept = true;
	spool_rows_add(&reading->rows, row);
}

/*
 * Whether the bad end of a segment is of a group whose sync has failed or never ended: nobody was
 * told that it is kept. Of our own segments we know. Of a dead worker's last one we do not: the
 * sync of a group leaves no trace, but for the next group behind it, so that the last group may
 * have been synced and damaged since. Only more than one group is damage for sure. To know it,
 * each group would need a second write and sync.
 */
static bool is_torn(const struct reading *reading, const struct spool_span *bad)
{
	const struct spool_entry *entry = reading->entry;
	return entry->may_be_torn && bad->offset >= entry->size && bad->size <= SPOOL_GROUP_MAX;
}

/* Bytes that are no record; those behind the last record may be torn. */
static bool take_bad(struct reading *reading, const struct spool_span *bad, bool is_end)
{
	const struct spool_entry *entry = reading->entry;
	if (!is_end || !is_torn(reading, bad))
		return set_aside(reading, bad);
	if (!entry->is_counted)
		spool_disk_report(reading->disk,
			&(struct spool_report){
				.kind = SPOOL_TORN, .segment = entry->number, .number = bad->size});
	return false;
}

/* What stands before a span, which may be a record: bytes, and as many records as are missing. */
static void take_hole(
	struct reading *reading, const struct spool_span *bad, const struct spool_span *next)
{
	struct spool_entry *entry = reading->entry;
	uint32_t end = next->kind == SPOOL_SPAN_RECORD ? next->index : entry->records;
	if (entry->is_counted && end > entry->records)
		end = entry->records;
	if (bad->size > 0 && take_bad(reading, bad, next->kind == SPOOL_SPAN_END) &&
		end > reading->expected)
		entry->excused += end - reading->expected;
}

static void take_all(struct reading *reading)
{
	struct spool_span bad = {.size = 0}, span = {.size = SPOOL_HEAD_SIZE};
	do {
		span = spool_scan(&reading->entry->head, reading->file, span.offset + span.size);
		if (span.kind == SPOOL_SPAN_BAD) {
			bad = span;
			continue;
		}
		take_hole(reading, &bad, &span);
		bad.size = 0;
		if (span.kind == SPOOL_SPAN_RECORD)
			take_record(reading, &span);
	} while (span.kind != SPOOL_SPAN_END);
}

/* The file itself: it was made with its whole room, and its head was whole when it was found. */
static void look_at_file(struct reading *reading)
{
	struct spool_entry *entry = reading->entry;
	const size_t size = reading->file.size;
	struct spool_head head;
	if (size < SPOOL_SEGMENT_SIZE && !entry->said.is_cut)
		spool_disk_report(reading->disk, &(struct spool_report){.kind = SPOOL_CUT,
							 .segment = entry->number,
							 .number = SPOOL_SEGMENT_SIZE - size});
	entry->said.is_cut = size < SPOOL_SEGMENT_SIZE;
	if (size > 0 && spool_head_read(reading->file, &head) != ERR_NONE)
		(void)set_aside(
			reading, &(struct spool_span){
					 .size = size < SPOOL_HEAD_SIZE ? size : SPOOL_HEAD_SIZE});
}

/* How many records are missing that were not before. */
static uint32_t count_missing(struct reading *reading)
{
	struct spool_entry *entry = reading->entry;
	if (!entry->is_counted) {
		entry->is_counted = true;
		entry->records = reading->expected;
		entry->size = reading->end;
	}
	const uint32_t there = reading->taken + entry->excused;
	const uint32_t missing = entry->records > there ? entry->records - there : 0;
	const uint32_t before = entry->said.missed;
	if (missing <= before)
		return 0;
	entry->said.missed = missing;
	return missing - before;
}

static int read_entry(
	struct spool_disk *disk, struct spool_entry *entry, struct spool_report *report)
{
	struct reading reading = {.disk = disk, .entry = entry, .file = TEXT("")};
	struct arena arena;
	size_t size = 0;
	arena_init(&arena);
	int error =
		spool_segment_load(entry->folder->fd, entry->name, &arena, &reading.file, &size);
	if (error == ENOENT)
		error = 0; /* somebody removed it: as one of which nothing is left */
	if (!error) {
		entry->is_long = size > SPOOL_SEGMENT_SIZE;
		look_at_file(&reading);
		take_all(&reading);
		report->number = count_missing(&reading);
		report->rows = reading.rows;
	}
	arena_done(&arena);
	return error;
}

void spool_disk_read(struct spool_disk *disk, uint64_t segment)
{
	struct spool_report report = {.kind = SPOOL_READ, .segment = segment, .error = ENOENT};
	if (segment == disk->active_number)
		spool_disk_roll(disk);
	struct spool_entry *entry = spool_disk_find(disk, segment);
	if (entry)
		report.error = read_entry(disk, entry, &report);
	spool_disk_report(disk, &report);
}
