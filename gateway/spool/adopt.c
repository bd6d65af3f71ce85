/* Taking over what dead workers left: whoever gets a folder's flock has it. */
#include "spool/disk_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "spool/names.h"

/* --- segments -------------------------------------------------------------------------------- */

/* One that its worker did not finish making, or that was emptied. */
static bool is_unborn(const struct spool_folder *folder, const char *name)
{
	struct arena arena;
	struct text file = TEXT("");
	size_t size = 0;
	arena_init(&arena);
	bool is_whole = spool_segment_load(folder->fd, name, &arena, &file, &size) == 0 &&
			size == file.size;
	while (file.size > 0 && file.data[file.size - 1] == 0)
		file.size--;
	arena_done(&arena);
	return is_whole && file.size == 0;
}

/* Only the last one may have been left in the making: nothing was kept there. */
static void put_aside(
	struct spool_disk *disk, struct spool_folder *folder, const char *name, bool is_last)
{
	int error = is_last && is_unborn(folder, name) ? spool_file_remove(folder->fd, name)
						       : spool_quarantine_file(disk, folder, name);
	if (error)
		spool_disk_leave(disk, folder, name, error);
	else
		spool_troubles_forget(&disk->troubles, folder->name, name);
}

/* Its head is read: to be adopted now, or left where it is for want of the key. */
static void take_segment(struct spool_disk *disk, struct spool_folder *folder, const char *name,
	const struct spool_head *head)
{
	if (!spool_keys_have(&disk->keys, head->master_id)) {
		folder->is_left = true;
		if (spool_troubles_note(&disk->troubles, folder->name, name))
			spool_disk_report(disk, &(struct spool_report){.kind = SPOOL_UNREADABLE});
		return;
	}
	uint64_t number = ++disk->last_number;
	struct spool_entry *entry = spool_disk_add(disk, folder, number, name, head);
	struct spool_said *said = spool_troubles_said(&disk->troubles, folder->name, name);
	entry->may_be_torn = true;
	if (said) {
		entry->said = *said;
		*said = (struct spool_said){NULL};
	}
	spool_disk_report(disk, &(struct spool_report){.kind = SPOOL_FOUND, .segment = number});
}

/* What another segment says of one that is adopted already: how much of it was synced. */
static void tell_extent(struct spool_disk *disk, const struct spool_folder *folder,
	const struct spool_extent *extent)
{
	struct spool_entry *entry = disk->entries;
	while (entry && (entry->folder != folder || !spool_segment_is_of(entry->name, extent)))
		entry = entry->next;
	if (!entry || entry->is_counted)
		return;
	entry->is_counted = true;
	entry->records = extent->records;
	entry->size = extent->size;
}

static void adopt_segment(
	struct spool_disk *disk, struct spool_folder *folder, const char *name, bool is_last)
{
	char bytes[SPOOL_HEAD_SIZE];
	struct spool_head head;
	size_t size = 0;
	if (!spool_troubles_is_due(&disk->troubles, folder->name, name)) {
		folder->is_left = folder->has_failed = true;
		return;
	}
	int error = spool_segment_load_head(folder->fd, name, bytes, &size);
	if (error) {
		spool_disk_leave(disk, folder, name, error);
	} else if (spool_head_read((struct text){bytes, size}, &head) != ERR_NONE) {
		put_aside(disk, folder, name, is_last);
	} else {
		tell_extent(disk, folder, &head.before);
		take_segment(disk, folder, name, &head);
	}
}

/* --- folders --------------------------------------------------------------------------------- */

static bool is_ours(const struct spool_disk *disk, const char *name)
{
	for (const struct spool_folder *folder = disk->folders; folder; folder = folder->next) {
		if (strcmp(folder->name, name) == 0)
			return true;
	}
	return false;
}

static void adopt_segments(struct spool_disk *disk, struct spool_folder *folder)
{
	struct spool_name_list segments;
	int error = spool_names_list(folder->fd, NULL, &segments);
	if (error)
		spool_disk_leave(disk, folder, "", error);
	else
		spool_troubles_forget(&disk->troubles, folder->name, "");
	for (size_t i = 0; !error && i < segments.count; i++)
		adopt_segment(disk, folder, segments.items[i], i + 1 == segments.count);
	free(segments.items);
}

static void adopt_folder(struct spool_disk *disk, const char *name)
{
	int fd = -1;
	if (is_ours(disk, name) || spool_file_open_folder(disk->root, name, &fd) != 0)
		return;
	if (spool_file_lock(fd) != 0) { /* its worker lives, or somebody was faster */
		spool_file_close(fd);
		return;
	}
	struct spool_folder *folder = MEMORY_NEW(struct spool_folder);
	folder->fd = fd;
	(void)snprintf(folder->name, sizeof(folder->name), "%s", name);
	folder->next = disk->folders;
	disk->folders = folder;
	adopt_segments(disk, folder);
	if (folder->segments > 0)
		spool_disk_report(disk, &(struct spool_report){.kind = SPOOL_ADOPTED});
	else if (folder->has_failed || !folder->is_left)
		spool_disk_release(disk, folder);
	/* What nobody here can open stays locked: whoever has the key restarts us with it. */
}

/* One that never got its last name holds nothing. */
static void sweep_unnamed(struct spool_disk *disk)
{
	struct spool_name_list making;
	(void)spool_names_list(disk->root, SPOOL_MAKING_PREFIX, &making);
	for (size_t i = 0; i < making.count; i++) {
		int fd = -1;
		if (spool_file_open_folder(disk->root, making.items[i], &fd) != 0)
			continue;
		if (spool_file_lock(fd) == 0)
			(void)spool_file_remove_folder(disk->root, making.items[i]);
		spool_file_close(fd);
	}
	free(making.items);
}

void spool_disk_adopt(struct spool_disk *disk)
{
	struct spool_name_list workers;
	int error = spool_disk_open_root(disk);
	if (error)
		return; /* prepare says so */
	error = spool_names_list(disk->root, SPOOL_WORKER_PREFIX, &workers);
	if (error)
		spool_disk_fault(disk, 0, error);
	for (size_t i = 0; i < workers.count; i++)
		adopt_folder(disk, workers.items[i]);
	free(workers.items);
	sweep_unnamed(disk);
}
