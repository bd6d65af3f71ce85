/* Taking over what dead workers left: whoever gets a folder's flock has it. */
#include "spool_disk_private.h"

#include "memory.h"
#include "spool_file.h"
#include "wheel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- names ----------------------------------------------------------------------------------- */

struct name_list {
	struct spool_names names;
	const char *prefix; /* NULL: segments */
	char (*items)[SPOOL_NAME_SIZE];
	size_t count, room;
};

static bool add_name(struct spool_names *names, const char *name)
{
	struct name_list *list = CONTAINER_OF(names, struct name_list, names);
	bool is_wanted = list->prefix ? strncmp(name, list->prefix, strlen(list->prefix)) == 0
				      : spool_segment_is_name(name);
	if (!is_wanted || strlen(name) >= SPOOL_NAME_SIZE)
		return true;
	if (list->count == list->room) {
		list->room = list->room ? 2 * list->room : 16;
		list->items = memory_resize(list->items, list->room, SPOOL_NAME_SIZE);
	}
	(void)snprintf(list->items[list->count++], SPOOL_NAME_SIZE, "%s", name);
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Sorted; free the items. */
static int list_names(int folder, const char *prefix, struct name_list *ret_list)
{
	*ret_list = (struct name_list){.names = {add_name}, .prefix = prefix};
	int error = spool_file_list(folder, &ret_list->names);
	if (ret_list->count > 0)
		qsort(ret_list->items, ret_list->count, SPOOL_NAME_SIZE, by_name);
	return error;
}

/* --- segments -------------------------------------------------------------------------------- */

static int read_head(
	int folder, const char *name, char ret_bytes[SPOOL_HEAD_SIZE], size_t *ret_size)
{
	int fd = -1;
	int error = spool_file_open(folder, name, &fd);
	if (error)
		return error;
	error = spool_file_read(fd, ret_bytes, SPOOL_HEAD_SIZE, 0, ret_size);
	spool_file_close(fd);
	return error;
}

/* The last one may have been on its way into being when its worker died: nothing was kept there. */
static void put_aside(
	struct spool_disk *disk, struct spool_folder *folder, const char *name, bool is_unborn)
{
	int error = is_unborn ? spool_file_remove(folder->fd, name)
			      : spool_quarantine_file(disk, folder, name);
	if (error)
		folder->is_left = true;
	if (error)
		spool_disk_fault(disk, 0, error);
}

static bool is_zero(const char *bytes, size_t size)
{
	while (size > 0 && bytes[size - 1] == 0)
		size--;
	return size == 0;
}

static void adopt_segment(
	struct spool_disk *disk, struct spool_folder *folder, const char *name, bool is_last)
{
	char bytes[SPOOL_HEAD_SIZE];
	struct spool_head head;
	size_t size = 0;
	int error = read_head(folder->fd, name, bytes, &size);
	if (error) {
		folder->is_left = true;
		spool_disk_fault(disk, 0, error);
	} else if (spool_head_read((struct text){bytes, size}, &head) != ERR_NONE) {
		put_aside(disk, folder, name, is_last && is_zero(bytes, size));
	} else if (!spool_keys_have(&disk->keys, head.master_id)) {
		folder->is_left = true;
		spool_disk_report(disk, &(struct spool_report){.kind = SPOOL_UNREADABLE});
	} else {
		uint64_t number = ++disk->last_number;
		spool_disk_add(disk, folder, number, name)->may_be_torn = is_last;
		spool_disk_report(
			disk, &(struct spool_report){.kind = SPOOL_FOUND, .segment = number});
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
	struct name_list segments;
	int error = list_names(folder->fd, NULL, &segments);
	if (error) {
		folder->is_left = true;
		spool_disk_fault(disk, 0, error);
	}
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
	else if (!folder->is_left)
		spool_disk_release(disk, folder);
	/* What is left as it is stays locked: who comes after this process looks again. */
}

/* One that never got its last name holds nothing. */
static void sweep_unnamed(struct spool_disk *disk)
{
	struct name_list making;
	(void)list_names(disk->root, "making-", &making);
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
	struct name_list workers;
	int error = spool_disk_open_root(disk);
	if (error)
		return; /* prepare says so */
	error = list_names(disk->root, "worker-", &workers);
	if (error)
		spool_disk_fault(disk, 0, error);
	for (size_t i = 0; i < workers.count; i++)
		adopt_folder(disk, workers.items[i]);
	free(workers.items);
	sweep_unnamed(disk);
}
