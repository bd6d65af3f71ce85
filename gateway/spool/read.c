/* Reading a segment back, and what becomes of bytes that are no record. */
#include "spool/disk_private.h"

#include <errno.h>

struct reading {
	struct spool_disk *disk;
	struct spool_entry *entry;
	struct text file;
	uint32_t expected; /* the next index */
	uint32_t taken;    /* of the records that must be there */
	size_t end;        /* of the last record */
	size_t doubt;      /* from where on what is missing may never have been synced */
	size_t torn;       /* bytes there that are no record */
	uint32_t in_doubt; /* records missing there */
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
 * Whether what is damaged at a place is of a group whose sync has failed or never ended: nobody was
 * told that it is kept, and pages reach a disk in any order. Of our own segments we know, and of a
 * dead worker's by the segment that it wrote to next. Of its last one we do not: the sync of a
 * group leaves no trace, but for the next group behind it, so that the last group may have been
 * synced and damaged since. To know it, each group would need a second write and sync.
 */
static bool is_in_doubt(const struct reading *reading, size_t at)
{
	return reading->entry->may_be_torn && at >= reading->doubt;
}

/* Bytes that are no record. Tells whether what is missing for them is counted already. */
static bool take_bad(struct reading *reading, const struct spool_span *bad)
{
	struct spool_entry *entry = reading->entry;
	if (!is_in_doubt(reading, bad->offset) || bad->size > SPOOL_GROUP_MAX)
		return set_aside(reading, bad);
	if (!entry->is_counted && !spool_said_has(&entry->said, bad->offset, bad->size)) {
		reading->torn += bad->size;
		spool_said_add(&entry->said, bad->offset, bad->size);
	}
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
	const uint32_t missing = end > reading->expected ? end - reading->expected : 0;
	if (bad->size > 0 && take_bad(reading, bad)) {
		entry->excused += missing;
	} else if (!entry->is_counted && is_in_doubt(reading, reading->end)) {
		reading->in_doubt += missing;
		entry->excused += missing;
	}
}

static void say_torn(const struct reading *reading)
{
	if (reading->torn + reading->in_doubt > 0)
		spool_disk_report(reading->disk, &(struct spool_report){.kind = SPOOL_TORN,
							 .segment = reading->entry->number,
							 .number = reading->torn,
							 .records = reading->in_doubt});
}

static void take_all(struct reading *reading)
{
	struct spool_entry *entry = reading->entry;
	struct spool_span bad = {.size = 0}, span = {.size = SPOOL_HEAD_SIZE};
	reading->end = SPOOL_HEAD_SIZE;
	reading->doubt =
		entry->is_counted ? entry->size : spool_doubt_begin(&entry->head, reading->file);
	do {
		span = spool_scan(&entry->head, reading->file, span.offset + span.size);
		if (span.kind == SPOOL_SPAN_BAD) {
			bad = span;
			continue;
		}
		take_hole(reading, &bad, &span);
		bad.size = 0;
		if (span.kind == SPOOL_SPAN_RECORD)
			take_record(reading, &span);
	} while (span.kind != SPOOL_SPAN_END);
	say_torn(reading);
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
