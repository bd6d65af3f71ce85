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
	struct spool_head head;
	struct text file;
	uint32_t expected; /* the next index */
	uint64_t lost;
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
	struct spool_row *row = NULL;
	if (record->index > reading->expected)
		reading->lost += record->index - reading->expected;
	reading->expected = record->index + 1;
	if (spool_open(&reading->disk->keys, &reading->head, record, &row) != ERR_NONE) {
		set_aside(reading, record);
		return;
	}
	row->place = (struct spool_place){reading->entry->number, record->index};
	row->is_kept = true;
	spool_rows_add(&reading->rows, row);
}

/* A bad end is cut where it may be torn: it was never synced, and nobody was told. */
static void take_all(struct reading *reading)
{
	struct spool_span bad = {.size = 0}, span = {.size = SPOOL_HEAD_SIZE};
	do {
		span = spool_scan(&reading->head, reading->file, span.offset + span.size);
		if (bad.size > 0 && (span.kind != SPOOL_SPAN_END || !reading->entry->may_be_torn))
			set_aside(reading, &bad);
		bad.size = 0;
		if (span.kind == SPOOL_SPAN_BAD)
			bad = span;
		else if (span.kind == SPOOL_SPAN_RECORD)
			take_record(reading, &span);
	} while (span.kind != SPOOL_SPAN_END);
	if (reading->lost > 0)
		spool_disk_report(reading->disk, &(struct spool_report){.kind = SPOOL_LOST,
							 .segment = reading->entry->number,
							 .number = reading->lost});
}

static int read_entry(
	struct spool_disk *disk, struct spool_entry *entry, struct spool_rows *ret_rows)
{
	struct reading reading = {.disk = disk, .entry = entry};
	struct arena arena;
	arena_init(&arena);
	int error = spool_segment_load(entry->folder->fd, entry->name, &arena, &reading.file);
	if (!error && spool_head_read(reading.file, &reading.head) != ERR_NONE)
		error = EIO; /* it was whole when it was found: the disk is not to be trusted */
	if (!error)
		take_all(&reading);
	arena_done(&arena);
	*ret_rows = reading.rows;
	return error;
}

void spool_disk_read(struct spool_disk *disk, uint64_t segment)
{
	struct spool_report report = {.kind = SPOOL_READ, .segment = segment, .error = ENOENT};
	if (segment == disk->active_number)
		spool_disk_roll(disk);
	for (struct spool_entry *entry = disk->entries; entry; entry = entry->next) {
		if (entry->number == segment)
			report.error = read_entry(disk, entry, &report.rows);
	}
	spool_disk_report(disk, &report);
}
