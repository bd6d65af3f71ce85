/* Putting aside what is damaged: over nothing that stands there, and once. */
#include "spool/disk_private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "spool/file.h"

enum { QUARANTINE_NAME_SIZE = 3 * SPOOL_NAME_SIZE, NAMES_MAX = 1000 };

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

static int write_all(int fd, struct text bytes)
{
	for (size_t done = 0; done < bytes.size;) {
		size_t written = 0;
		int error =
			spool_file_write(fd, bytes.data + done, bytes.size - done, done, &written);
		if (error || written == 0)
			return error ? error : EIO;
		done += written;
	}
	return spool_file_sync(fd);
}

static int write_out(int folder, const char *name, struct text bytes)
{
	int fd = -1;
	int error = spool_file_create(folder, name, &fd);
	if (error)
		return error;
	error = write_all(fd, bytes);
	spool_file_close(fd);
	if (!error)
		error = spool_file_sync_folder(folder);
	if (error)
		(void)spool_file_remove(folder, name);
	return error;
}

/* Who wrote it may have died before its sync. */
static bool is_synced(int folder, const char *name)
{
	int fd = -1;
	if (spool_file_open(folder, name, &fd) != 0)
		return false;
	int error = spool_file_sync(fd);
	spool_file_close(fd);
	return !error && spool_file_sync_folder(folder) == 0;
}

/* Whether a file holds these bytes: one that died before it dropped the segment put them there.
 * Had it died while it wrote, it is other bytes. */
static bool holds(int folder, const char *name, struct text bytes)
{
	struct arena arena;
	struct text file = TEXT("");
	size_t size = 0;
	arena_init(&arena);
	bool is_same = spool_segment_load(folder, name, &arena, &file, &size) == 0 &&
		       size == bytes.size && file.size == size &&
		       memcmp(file.data, bytes.data, size) == 0;
	arena_done(&arena);
	return is_same && is_synced(folder, name);
}

/* Those after the first are for when it is taken. */
static const char *name_in_quarantine(
	char ret_name[QUARANTINE_NAME_SIZE], const char *first, unsigned number)
{
	(void)snprintf(ret_name, QUARANTINE_NAME_SIZE, number > 0 ? "%s.%u" : "%s", first, number);
	return ret_name;
}

int spool_quarantine_bytes(struct spool_disk *disk, const struct spool_entry *entry, size_t offset,
	struct text bytes, bool *ret_is_known)
{
	char first[2 * SPOOL_NAME_SIZE + 32], name[QUARANTINE_NAME_SIZE];
	bool is_known = false;
	int folder = -1;
	int error = open_quarantine(disk, &folder);
	if (error)
		return error;
	(void)snprintf(first, sizeof(first), "%s.%s.%zu", entry->folder->name, entry->name, offset);
	error = EEXIST;
	for (unsigned i = 0; error == EEXIST && !is_known && i < NAMES_MAX; i++) {
		error = write_out(folder, name_in_quarantine(name, first, i), bytes);
		is_known = error == EEXIST && holds(folder, name, bytes);
	}
	spool_file_close(folder);
	if (!error)
		spool_disk_report(disk, &(struct spool_report){.kind = SPOOL_QUARANTINED,
						.segment = entry->number,
						.number = bytes.size});
	if (error && !is_known)
		return error;
	*ret_is_known = is_known;
	return 0;
}

int spool_quarantine_file(
	struct spool_disk *disk, const struct spool_folder *from, const char *name)
{
	char first[2 * SPOOL_NAME_SIZE + 32], new_name[QUARANTINE_NAME_SIZE];
	int folder = -1;
	int error = open_quarantine(disk, &folder);
	if (error)
		return error;
	(void)snprintf(first, sizeof(first), "%s.%s", from->name, name);
	error = EEXIST;
	for (unsigned i = 0; error == EEXIST && i < NAMES_MAX; i++)
		error = spool_file_move(
			from->fd, name, folder, name_in_quarantine(new_name, first, i));
	if (!error)
		error = spool_file_sync_folder(folder);
	spool_file_close(folder);
	if (!error)
		spool_disk_report(disk, &(struct spool_report){.kind = SPOOL_QUARANTINED});
	return error;
}
