/* Reading a segment back, and what becomes of bytes that are no record. */
#include "spool_disk_private.h"

#include "spool_file.h"

#include <errno.h>
#include <stdio.h>

/* --- quarantine ------------------------------------------------------------------------------ */

static int open_quarantine(struct spool_disk *disk, int *ret_fd)
{
	int error = spool_file_make_folder(disk->root, SPOOL_QUARANTINE);
	if (error && error != EEXIST)
		return error;
	if (!error)
		error = spool_file_sync_folder(disk->root);
	if (error && error != EEXIST)
		return error;
	return spool_file_open_folder(disk->root, SPOOL_QUARANTINE, ret_fd);
}

static int write_out(int folder, const char *name, struct text bytes)
{
	int fd = -1;
	size_t done = 0;
	int error = spool_file_create(folder, name, &fd);
	if (error)
		return error == EEXIST ? 0 : error; /* read before, by one that died since */
	while (!error && done < bytes.size) {
		size_t written = 0;
		error = spool_file_write(fd, bytes.data + done, bytes.size - done, done, &written);
		done += written;
		if (!error && written == 0)
			error = EIO;
	}
	if (!error)
		error = spool_file_sync(fd);
	spool_file_close(fd);
	if (!error)
		error = spool_file_sync_folder(folder);
	if (error)
		(void)spool_file_remove(folder, name);
	return error;
}

int spool_quarantine_bytes(
	struct spool_disk *disk, const struct spool_entry *entry, size_t offset, struct text bytes)
{
	char name[3 * SPOOL_NAME_SIZE];
	int folder = -1;
	int error = open_quarantine(disk, &folder);
	if (error)
		return error;
	(void)snprintf(name, sizeof(name), "%s.%s.%zu", entry->folder->name, entry->name, offset);
	error = write_out(folder, name, bytes);
	spool_file_close(folder);
	if (!error)
		spool_disk_report(disk, &(struct spool_report){.kind = SPOOL_QUARANTINED,
						.segment = entry->number,
						.number = bytes.size});
	return error;
}

int spool_quarantine_file(
	struct spool_disk *disk, const struct spool_folder *from, const char *name)
{
	char new_name[3 * SPOOL_NAME_SIZE];
	int folder = -1;
	int error = open_quarantine(disk, &folder);
	if (error)
		return error;
	(void)snprintf(new_name, sizeof(new_name), "%s.%s", from->name, name);
	error = spool_file_move(from->fd, name, folder, new_name);
	if (!error)
		error = spool_file_sync_folder(folder);
	spool_file_close(folder);
	if (!error)
		spool_disk_report(disk, &(struct spool_report){.kind = SPOOL_QUARANTINED});
	return error;
}

/* --- reading --------------------------------------------------------------------------------- */

struct reading {
	struct spool_disk *disk;
	struct spool_entry *entry;
	struct text file;
	uint32_t expected; /* the next index */
	uint32_t taken;    /* of the records that must be there */
	size_t end;        /* of the last record */
	struct spool_rows rows;
};

static void set_aside(struct reading *reading, const struct spool_span *span)
{
	struct text bytes = {reading->file.data + span->offset, span->size};
	int error = spool_quarantine_bytes(reading->disk, reading->entry, span->offset, bytes);
	if (!error)
		return;
	reading->entry->is_left = true;
	spool_disk_fault(reading->disk, reading->entry->number, error);
}

static void take_record(struct reading *reading, const struct spool_span *record)
{
	const struct spool_entry *entry = reading->entry;
	const bool is_due = record->index >= reading->expected &&
			    (!entry->is_counted || record->index < entry->records);
	struct spool_row *row = NULL;
	if (record->index >= reading->expected)
		reading->expected = record->index + 1;
	reading->end = record->offset + record->size;
	if (spool_open(&reading->disk->keys, &entry->head, record, &row) != ERR_NONE) {
		set_aside(reading, record);
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

static void take_bad_end(struct reading *reading, const struct spool_span *bad)
{
	const struct spool_entry *entry = reading->entry;
	if (!is_torn(reading, bad))
		set_aside(reading, bad);
	else if (!entry->is_counted)
		spool_disk_report(reading->disk,
			&(struct spool_report){
				.kind = SPOOL_TORN, .segment = entry->number, .number = bad->size});
}

static void take_all(struct reading *reading)
{
	struct spool_span bad = {.size = 0}, span = {.size = SPOOL_HEAD_SIZE};
	do {
		span = spool_scan(&reading->entry->head, reading->file, span.offset + span.size);
		if (bad.size > 0 && span.kind == SPOOL_SPAN_END)
			take_bad_end(reading, &bad);
		else if (bad.size > 0)
			set_aside(reading, &bad);
		bad.size = 0;
		if (span.kind == SPOOL_SPAN_BAD)
			bad = span;
		else if (span.kind == SPOOL_SPAN_RECORD)
			take_record(reading, &span);
	} while (span.kind != SPOOL_SPAN_END);
}

/* The file itself: it was made with its whole room, and its head was whole when it was found. */
static void look_at_file(struct reading *reading)
{
	struct spool_entry *entry = reading->entry;
	const size_t size = reading->file.size;
	struct spool_head head;
	if (size < SPOOL_SEGMENT_SIZE && !entry->is_cut)
		spool_disk_report(reading->disk, &(struct spool_report){.kind = SPOOL_CUT,
							 .segment = entry->number,
							 .number = SPOOL_SEGMENT_SIZE - size});
	entry->is_cut = size < SPOOL_SEGMENT_SIZE;
	if (size > 0 && spool_head_read(reading->file, &head) != ERR_NONE)
		set_aside(
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
	const uint32_t missing = entry->records - reading->taken;
	const uint32_t before = entry->missed;
	if (missing <= before)
		return 0;
	entry->missed = missing;
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
