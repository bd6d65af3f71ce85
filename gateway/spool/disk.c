/* A worker's own folder, and the segment that it writes to. */
#include "spool/disk_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "spool/names.h"

enum {
	FAILURES_MAX = 3,
	MAKINGS_MAX = 8 /* of the own folder, each of which another worker may sweep away */
};

/* --- reports --------------------------------------------------------------------------------- */

void spool_reports_add(struct spool_reports *reports, const struct spool_report *report)
{
	struct spool_report *copy = MEMORY_NEW(struct spool_report);
	*copy = *report;
	copy->next = NULL;
	*(reports->last ? &reports->last->next : &reports->first) = copy;
	reports->last = copy;
}

struct spool_report *spool_reports_take(struct spool_reports *reports)
{
	struct spool_report *report = reports->first;
	if (!report)
		return NULL;
	reports->first = report->next;
	if (!reports->first)
		reports->last = NULL;
	return report;
}

void spool_report_free(struct spool_report **report)
{
	spool_rows_free(&(*report)->rows);
	free(*report);
	*report = NULL;
}

void spool_disk_report(struct spool_disk *disk, const struct spool_report *report)
{
	spool_reports_add(&disk->reports, report);
}

void spool_disk_fault(struct spool_disk *disk, uint64_t segment, int error)
{
	spool_disk_report(disk,
		&(struct spool_report){.kind = SPOOL_FAILED, .segment = segment, .error = error});
}

struct spool_reports *spool_disk_reports(struct spool_disk *disk)
{
	return &disk->reports;
}

/* --- segments and folders -------------------------------------------------------------------- */

struct spool_entry *spool_disk_find(const struct spool_disk *disk, uint64_t number)
{
	struct spool_entry *entry = disk->entries;
	while (entry && entry->number != number)
		entry = entry->next;
	return entry;
}

struct spool_entry *spool_disk_add(struct spool_disk *disk, struct spool_folder *folder,
	uint64_t number, const char *name, const struct spool_head *head)
{
	struct spool_entry *entry = MEMORY_NEW(struct spool_entry);
	entry->number = number;
	entry->folder = folder;
	entry->head = *head;
	(void)snprintf(entry->name, sizeof(entry->name), "%s", name);
	entry->next = disk->entries;
	disk->entries = entry;
	folder->segments++;
	return entry;
}

void spool_disk_release(struct spool_disk *disk, struct spool_folder *folder)
{
	struct spool_folder **link = &disk->folders;
	while (*link != folder)
		link = &(*link)->next;
	*link = folder->next;
	if (!folder->is_left) {
		int error = spool_file_remove_folder(disk->root, folder->name);
		if (error && error != ENOENT && error != ENOTEMPTY)
			spool_disk_fault(disk, 0, error);
	}
	spool_file_close(folder->fd);
	free(folder);
}

/* A file with damage that could not be put aside, or with more than was made, goes there whole. */
static int remove_file(struct spool_disk *disk, const struct spool_entry *entry)
{
	if (entry->is_left || entry->is_long)
		return spool_quarantine_file(disk, entry->folder, entry->name);
	return spool_file_remove(entry->folder->fd, entry->name);
}

void spool_disk_leave(
	struct spool_disk *disk, struct spool_folder *folder, const char *name, int error)
{
	folder->is_left = folder->has_failed = true;
	if (spool_troubles_note(&disk->troubles, folder->name, name))
		spool_disk_fault(disk, 0, error);
}

static void remove_entry(struct spool_disk *disk, struct spool_entry **link)
{
	struct spool_entry *entry = *link;
	struct spool_folder *folder = entry->folder;
	*link = entry->next;
	int error = remove_file(disk, entry);
	if (error && error != ENOENT) { /* read again by who comes after: nothing doubles */
		spool_disk_leave(disk, folder, entry->name, error);
		*spool_troubles_said(&disk->troubles, folder->name, entry->name) = entry->said;
	} else {
		spool_troubles_forget(&disk->troubles, folder->name, entry->name);
		spool_said_done(&entry->said);
	}
	free(entry);
	if (--folder->segments == 0 && folder != disk->own)
		spool_disk_release(disk, folder);
}

void spool_disk_drop(struct spool_disk *disk, uint64_t segment)
{
	struct spool_entry **link = &disk->entries;
	while (*link && (*link)->number != segment)
		link = &(*link)->next;
	if (*link)
		remove_entry(disk, link);
}

/* --- the own folder -------------------------------------------------------------------------- */

int spool_disk_open_root(struct spool_disk *disk)
{
	return disk->root >= 0 ? 0 : spool_file_open_root(disk->path, &disk->root);
}

/* Under its last name only once it is locked: so that nobody takes it for a dead worker's. */
static int lock_and_name(struct spool_disk *disk, const char *making, struct spool_folder *folder)
{
	int error = spool_file_open_folder(disk->root, making, &folder->fd);
	if (error)
		return error;
	error = spool_file_lock(folder->fd);
	if (!error)
		error = spool_file_move(disk->root, making, disk->root, folder->name);
	if (!error)
		error = spool_file_sync_folder(disk->root);
	if (error)
		spool_file_close(folder->fd);
	return error;
}

static int make_own_once(struct spool_disk *disk)
{
	struct spool_folder folder = {.fd = -1};
	char id[UUID_TEXT_SIZE + 1], making[SPOOL_NAME_SIZE];
	uuid_format(uuid_random(), id);
	(void)snprintf(making, sizeof(making), "%s%s", SPOOL_MAKING_PREFIX, id);
	(void)snprintf(folder.name, sizeof(folder.name), "%s%s", SPOOL_WORKER_PREFIX, id);
	int error = spool_file_make_folder(disk->root, making);
	if (error)
		return error;
	error = lock_and_name(disk, making, &folder);
	if (error) {
		(void)spool_file_remove_folder(disk->root, making);
		(void)spool_file_remove_folder(disk->root, folder.name);
		return error;
	}
	disk->own = MEMORY_NEW(struct spool_folder);
	*disk->own = folder;
	disk->own->next = disk->folders;
	disk->folders = disk->own;
	return 0;
}

/* Until it is locked, whoever sweeps at this moment takes the folder for one that was left, and
 * locks it or has it removed already. */
static int make_own(struct spool_disk *disk)
{
	int error = make_own_once(disk);
	for (size_t i = 1; i < MAKINGS_MAX && (error == ENOENT || error == EWOULDBLOCK); i++)
		error = make_own_once(disk);
	return error;
}

int spool_disk_prepare(struct spool_disk *disk)
{
	if (disk->active.fd >= 0)
		return 0;
	int error = spool_disk_open_root(disk);
	if (!error && !disk->own)
		error = make_own(disk);
	if (!error)
		error = spool_segment_make(disk->own->fd, ++disk->last_number,
			spool_keys_newest(&disk->keys), &disk->before, &disk->active);
	if (error) {
		disk->active.fd = -1;
		return error;
	}
	disk->active_number = disk->last_number;
	spool_disk_add(disk, disk->own, disk->active_number, disk->active.name, &disk->active.head)
		->is_counted = true;
	return 0;
}

void spool_disk_roll(struct spool_disk *disk)
{
	if (disk->active.fd < 0)
		return;
	struct spool_entry *entry = spool_disk_find(disk, disk->active_number);
	entry->records = disk->active.next_index;
	entry->size = disk->active.size;
	if (entry->records > 0) /* one without goes at once, and what it said of another, too */
		disk->before = (struct spool_extent){.number = (uint32_t)disk->active_number,
			.records = entry->records,
			.size = (uint32_t)entry->size};
	spool_segment_close(&disk->active);
	spool_disk_report(
		disk, &(struct spool_report){.kind = SPOOL_CLOSED, .segment = disk->active_number});
}

/* --- keeping --------------------------------------------------------------------------------- */

/* Where the group ends that begins with a row: as many as fit. */
static struct spool_row *group_end(const struct spool_disk *disk, struct spool_row *row)
{
	size_t size = 0;
	while (row && spool_row_size(row) <= SPOOL_CONTENT_MAX &&
		spool_segment_has_room(&disk->active, size, row)) {
		size += spool_record_size(seal_envelope_size(spool_row_size(row)));
		if (size > SPOOL_GROUP_MAX)
			break;
		row = row->next;
	}
	return row;
}

static int keep_group(struct spool_disk *disk, struct spool_row *first, struct spool_row *end)
{
	uint32_t index = disk->active.next_index;
	int error = spool_segment_append(&disk->active, &disk->keys, first, end);
	if (error) {
		spool_disk_fault(disk, disk->active_number, error);
		spool_disk_find(disk, disk->active_number)->may_be_torn = true;
		spool_disk_roll(disk);
		return error;
	}
	for (struct spool_row *row = first; row != end; row = row->next) {
		row->place = (struct spool_place){disk->active_number, index++};
		row->is_kept = true;
	}
	return 0;
}

int spool_disk_keep(struct spool_disk *disk, struct spool_rows *rows)
{
	unsigned failures = 0;
	struct spool_row *row = rows->first;
	while (row) {
		int error = spool_disk_prepare(disk);
		if (error)
			return error;
		struct spool_row *end = group_end(disk, row);
		if (end == row && spool_row_size(row) > SPOOL_CONTENT_MAX) {
			row = row->next;
		} else if (end == row) {
			spool_disk_roll(disk);
		} else {
			error = keep_group(disk, row, end);
			if (error && ++failures == FAILURES_MAX)
				return error;
			row = error ? row : end;
		}
	}
	return 0;
}

/* --- life ------------------------------------------------------------------------------------ */

struct spool_disk *spool_disk_new(const char *path, const struct vault *keys)
{
	struct spool_disk *disk = MEMORY_NEW(struct spool_disk);
	disk->path = path;
	disk->root = -1;
	disk->active.fd = -1;
	disk->keys = *keys;
	return disk;
}

static void forget_entries(struct spool_disk *disk)
{
	while (disk->entries) {
		struct spool_entry *entry = disk->entries;
		disk->entries = entry->next;
		entry->folder->is_left = true;
		spool_said_done(&entry->said);
		free(entry);
	}
}

void spool_disk_free(struct spool_disk **disk, bool is_active_needed)
{
	struct spool_report *report;
	if (!*disk)
		return;
	bool is_active = (*disk)->active.fd >= 0;
	spool_disk_roll(*disk);
	if (is_active && !is_active_needed)
		spool_disk_drop(*disk, (*disk)->active_number);
	forget_entries(*disk);
	while ((*disk)->folders)
		spool_disk_release(*disk, (*disk)->folders);
	while ((report = spool_reports_take(&(*disk)->reports)) != NULL)
		spool_report_free(&report);
	if ((*disk)->root >= 0)
		spool_file_close((*disk)->root);
	spool_troubles_done(&(*disk)->troubles);
	vault_free(&(*disk)->keys);
	free(*disk);
	*disk = NULL;
}
