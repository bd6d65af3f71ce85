/*
 * Reading and making master key files. Blocking; only at start and by the command line.
 */
#include "crypto/key_file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { HEX_SIZE = 2 * SEAL_KEY_SIZE };

/* The kernel's form of an access list (include/uapi/linux/posix_acl_xattr.h), little-endian. */
struct acl_entry {
	uint16_t tag, permissions;
	uint32_t id;
};
enum {
	ACL_VERSION = 2,
	ACL_TAG_USER = 2,
	ACL_TAG_GROUP_OWNER = 4,
	ACL_TAG_GROUP = 8,
	ACL_TAG_OTHER = 32,
	ACL_ENTRIES_MAX = 16
};

#define REFUSE(arena, ret_reason, ...) \
	(*(ret_reason) = arena_printf((arena), __VA_ARGS__).data, ERR_DENIED)

static bool grants_others(const struct acl_entry *entry)
{
	switch (entry->tag) {
	case ACL_TAG_USER:
		return entry->permissions && entry->id != geteuid();
	case ACL_TAG_GROUP_OWNER:
	case ACL_TAG_GROUP:
	case ACL_TAG_OTHER:
		return entry->permissions != 0;
	default:
		return false;
	}
}

/* systemd may hand a credential over as root's file with an access list for the unit's user. The
 * mode's group bits are then only the list's mask, and the list itself is what counts. */
static bool list_grants_us_alone(int fd)
{
	struct {
		uint32_t version;
		struct acl_entry entries[ACL_ENTRIES_MAX];
	} list;
	const ssize_t size = fgetxattr(fd, "system.posix_acl_access", &list, sizeof list);

	if (size < (ssize_t)sizeof list.version || list.version != ACL_VERSION)
		return false;
	const size_t count = ((size_t)size - sizeof list.version) / sizeof list.entries[0];
	for (size_t i = 0; i < count; i++)
		if (grants_others(&list.entries[i]))
			return false;
	return true;
}

static bool is_ours(const struct stat *status)
{
	return status->st_uid == geteuid() || status->st_uid == 0;
}

static enum err judge_folder(const char *path, int fd, struct arena *arena, const char **ret_reason)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return REFUSE(arena, ret_reason, "The folder of master keys %s cannot be read: %s.",
			path, strerror(errno));
	if (!is_ours(&status) || (status.st_mode & (S_IWGRP | S_IWOTH)))
		return REFUSE(arena, ret_reason,
			"Others could put master keys into %s: make it yours alone with "
			"`chown %d %s && chmod 700 %s`.",
			path, (int)geteuid(), path, path);
	return ERR_NONE;
}

static bool is_key_name(const char *name)
{
	const size_t size = strlen(name);

	return name[0] != '.' && size > 4 && strcmp(name + size - 4, ".key") == 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum err list_names(
	struct key_folder *folder, DIR *directory, struct arena *arena, const char **ret_reason)
{
	const struct dirent *entry;

	while ((entry = readdir(directory))) {
		if (!is_key_name(entry->d_name))
			continue;
		if (folder->count == KEY_FILES_MAX)
			return REFUSE(arena, ret_reason,
				"There are more than %d master keys in %s: move retired ones away.",
				KEY_FILES_MAX, folder->path);
		folder->names[folder->count++] = arena_copy(arena, text_from(entry->d_name)).data;
	}
	qsort(folder->names, folder->count, sizeof folder->names[0], compare_names);
	return ERR_NONE;
}

enum err key_folder_open(const char *path, struct arena *arena, struct key_folder *ret_folder,
	const char **ret_reason)
{
	struct key_folder folder = {.path = path};
	DIR *directory = opendir(path);
	enum err err;

	if (!directory)
		return REFUSE(arena, ret_reason,
			"The folder of master keys %s cannot be opened: %s. Make it with "
			"`frontdesk key init`, or name another with --keys.",
			path, strerror(errno));
	err = judge_folder(path, dirfd(directory), arena, ret_reason);
	if (err == ERR_NONE)
		err = list_names(&folder, directory, arena, ret_reason);
	if (err == ERR_NONE) {
		folder.fd = fcntl(dirfd(directory), F_DUPFD_CLOEXEC, 3);
		assert(folder.fd >= 0);
		*ret_folder = folder;
	}
	closedir(directory);
	return err;
}

void key_folder_close(struct key_folder *folder)
{
	close(folder->fd);
	folder->fd = -1;
}

static enum err judge_file(const char *path, int fd, struct arena *arena, const char **ret_reason)
{
	struct stat status;

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return REFUSE(arena, ret_reason, "The master key %s is not a regular file.", path);
	if (!is_ours(&status))
		return REFUSE(arena, ret_reason,
			"The master key %s belongs to somebody else: run `chown %d %s`.", path,
			(int)geteuid(), path);
	if ((status.st_mode & 077) && !list_grants_us_alone(fd))
		return REFUSE(arena, ret_reason,
			"The master key %s can be reached by others: run `chmod 400 %s`, and "
			"consider "
			"it known to whoever could read it.",
			path, path);
	return ERR_NONE;
}

static enum err read_secret(
	const char *path, int fd, struct arena *arena, uint8_t *ret_secret, const char **ret_reason)
{
	char hex[HEX_SIZE + 2]; /* a newline, and one byte to notice what is too long */
	ssize_t size = read(fd, hex, sizeof hex);
	size_t decoded = 0;

	if (size > 0 && hex[size - 1] == '\n')
		size--;
	if (size == HEX_SIZE)
		sodium_hex2bin(ret_secret, SEAL_KEY_SIZE, hex, HEX_SIZE, NULL, &decoded, NULL);
	sodium_memzero(hex, sizeof hex);
	if (decoded == SEAL_KEY_SIZE)
		return ERR_NONE;
	sodium_memzero(ret_secret, SEAL_KEY_SIZE);
	return REFUSE(arena, ret_reason,
		"The master key %s is not %d hex digits: restore it from your copy.", path,
		HEX_SIZE);
}

enum err key_file_read(const struct key_folder *folder, size_t index, struct arena *arena,
	uint8_t ret_secret[SEAL_KEY_SIZE], const char **ret_reason)
{
	const char *name = folder->names[index];
	const char *path = arena_printf(arena, "%s/%s", folder->path, name).data;
	const int fd = openat(folder->fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum err err;

	if (fd < 0)
		return REFUSE(arena, ret_reason,
			"The master key %s cannot be read: %s. Its owner should be the user that "
			"runs frontdesk.",
			path, strerror(errno));
	err = judge_file(path, fd, arena, ret_reason);
	if (err == ERR_NONE)
		err = read_secret(path, fd, arena, ret_secret, ret_reason);
	close(fd);
	return err;
}

static bool write_secret(int fd, const uint8_t *secret)
{
	char hex[HEX_SIZE + 1];
	bool is_written;

	sodium_bin2hex(hex, sizeof hex, secret, SEAL_KEY_SIZE);
	hex[HEX_SIZE] = '\n';
	is_written = write(fd, hex, sizeof hex) == sizeof hex && fsync(fd) == 0;
	sodium_memzero(hex, sizeof hex);
	return is_written;
}

static bool write_file(const struct key_folder *folder, const char *name, const uint8_t *secret)
{
	const int fd = openat(folder->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
	bool is_written;

	if (fd < 0)
		return false;
	is_written = write_secret(fd, secret);
	return close(fd) == 0 && is_written;
}

/* A key gets its name when it is whole and on the disk: half a one, of a command that was killed,
 * would be refused at every start. Like all hidden names, the first one is not read as a key. */
enum err key_file_create(const struct key_folder *folder, const char *name, struct arena *arena,
	const uint8_t secret[SEAL_KEY_SIZE], const char **ret_reason)
{
	const char *hidden = arena_printf(arena, ".%s.%d", name, (int)getpid()).data;
	const bool is_made = write_file(folder, hidden, secret) &&
			     linkat(folder->fd, hidden, folder->fd, name, 0) == 0;
	const int failure = errno;

	(void)unlinkat(folder->fd, hidden, 0);
	if (is_made && fsync(folder->fd) == 0)
		return ERR_NONE;
	return REFUSE(arena, ret_reason, "The master key %s/%s cannot be made: %s.", folder->path,
		name, strerror(is_made ? errno : failure));
}
