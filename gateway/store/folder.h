/*
 * Objects in a folder, one file each: FOLDER/tenant/file/object. What is written is there whole and
 * synced, or not at all; nothing is ever changed. Blocking, for any thread: the system calls of the
 * room all stand behind this header.
 */
#ifndef FRONTDESK_STORE_FOLDER_H
#define FRONTDESK_STORE_FOLDER_H

#include "base/err.h"
#include "store/object.h"

/* Whether objects can be kept there: it is a folder, ours to write, and of nobody else's to read.
 * Where it is missing it is made. The reason is a sentence. */
enum err folder_check(const char *folder, const char **ret_reason);
/* Writes an object. ERR_QUEUE_FULL: the disk has no room; ERR_BUSY: any other trouble. */
enum err folder_put(const char *folder, const struct object_place *place, struct text sealed);
/* Reads an object of exactly so many bytes. ERR_ABSENT; ERR_UNREADABLE where it is shorter or
 * longer; ERR_BUSY. */
enum err folder_read(
	const char *folder, const struct object_place *place, char *ret_sealed, size_t size);
/* Removes all objects of a file, whole or begun; there may be none. ERR_BUSY. */
enum err folder_drop(const char *folder, struct uuid tenant_id, struct uuid file_id);

#endif
