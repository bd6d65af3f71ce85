/*
 * Master keys as files: NAME.key in one folder, each 32 bytes in hex, readable by its owner alone.
 * A systemd credentials directory is such a folder. Every refusal is a sentence with its remedy.
 */
#ifndef FRONTDESK_KEY_FILE_H
#define FRONTDESK_KEY_FILE_H

#include "crypto/seal.h"

enum { KEY_FILES_MAX = 16 };

struct key_folder {
	const char *path;
	int fd;
	const char *names[KEY_FILES_MAX]; /* ascending: the arena's */
	size_t count;                     /* 0 is no error here */
};

/* Opens the folder and lists its keys. ERR_DENIED, with the reason, when it is missing, may be
 * written by others, or holds too many. */
enum err key_folder_open(const char *path, struct arena *arena, struct key_folder *ret_folder,
	const char **ret_reason);
void key_folder_close(struct key_folder *folder);
/* Reads one key; a link is followed, its target judged. ERR_DENIED, with the reason. */
enum err key_file_read(const struct key_folder *folder, size_t index, struct arena *arena,
	uint8_t ret_secret[SEAL_KEY_SIZE], const char **ret_reason);
/* Writes a new key file of mode 0400 and waits until the disk has it. */
enum err key_file_create(const struct key_folder *folder, const char *name, struct arena *arena,
	const uint8_t secret[SEAL_KEY_SIZE], const char **ret_reason);

#endif
