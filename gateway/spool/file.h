/*
 * What the spool asks of the disk, call by call: the one door to its files, which a test may
 * replace. Every function answers 0 or an errno. Names are relative to an open folder. Blocks: the
 * spool's thread and commands only.
 */
#ifndef FRONTDESK_SPOOL_FILE_H
#define FRONTDESK_SPOOL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Opens a folder by its path; makes it (its parent must be there) where it is missing. */
int spool_file_open_root(const char *path, int *ret_fd);
int spool_file_open_folder(int folder, const char *name, int *ret_fd);
int spool_file_make_folder(int folder, const char *name);
int spool_file_remove_folder(int folder, const char *name);
/* Takes the folder for this process until it is closed; EWOULDBLOCK when another has it. */
int spool_file_lock(int folder);
/* For reading, or, new, for writing. Links are not followed. */
int spool_file_open(int folder, const char *name, int *ret_fd);
int spool_file_create(int folder, const char *name, int *ret_fd);
void spool_file_close(int fd);
/* Reserves the room, which then reads as zeros. */
int spool_file_allocate(int fd, size_t size);
/* May write or read less than was asked; reading nothing is the file's end. */
int spool_file_write(int fd, const char *bytes, size_t size, size_t at, size_t *ret_written);
int spool_file_read(int fd, char *bytes, size_t size, size_t at, size_t *ret_read);
int spool_file_size(int fd, size_t *ret_size);
/* What was written is on the disk when this says so. After a failure the kernel may have forgotten
 * what it could not write: never ask again for the same file. */
int spool_file_sync(int fd);
/* The same for a folder's names. */
int spool_file_sync_folder(int folder);
int spool_file_remove(int folder, const char *name);
/* From one folder to another of the same disk; EEXIST when something stands there. */
int spool_file_move(int from, const char *name, int to, const char *new_name);
/* Calls `each` with every name in the folder but . and .. until it says false. */
struct spool_names {
	bool (*each)(struct spool_names *names, const char *name);
};
int spool_file_list(int folder, struct spool_names *names);

#endif
