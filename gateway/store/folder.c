/* A file is written beside its name, synced, and gets its name when it is whole; then its folder is
 * synced, and the folders above where they are new. */
#include "store/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_SIZE = UUID_TEXT_SIZE + 8, FOLDER_MODE = 0700, FILE_MODE = 0600 };

static enum err err_of(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG ? ERR_QUEUE_FULL
	       : error == ENOENT                                    ? ERR_ABSENT
								    : ERR_BUSY;
}

enum err folder_check(const char *folder, const char **ret_reason)
{
	struct stat found;
	if (mkdir(folder, FOLDER_MODE) != 0 && errno != EEXIST) {
		*ret_reason = "the folder for files cannot be made";
		return ERR_INVALID;
	}
	*ret_reason = "the folder for files must be a folder that the server may write to";
	if (stat(folder, &found) != 0 || !S_ISDIR(found.st_mode) ||
		access(folder, R_OK | W_OK | X_OK) != 0)
		return ERR_INVALID;
	*ret_reason = "the folder for files can be read by others: chmod 700";
	return found.st_mode & (S_IRWXG | S_IRWXO) ? ERR_DENIED : ERR_NONE;
}

/* --- the way to a file's folder --------------------------------------------------------------- */
static int open_folder(int above, const char *name)
{
	return openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/* Opens a folder in another, and makes it where it is missing; -1 with errno. */
static int make_folder(int above, const char *name)
{
	int made = mkdirat(above, name, FOLDER_MODE);
	if (made != 0 && errno != EEXIST)
		return -1;
	if (made == 0 && fsync(above) != 0)
		return -1;
	return open_folder(above, name);
}

/* The folder of a file; -1 with errno. */
static int open_file_folder(const char *folder, struct uuid tenant_id, struct uuid file_id,
	int (*enter)(int above, const char *name))
{
	char tenant[UUID_TEXT_SIZE + 1], file[UUID_TEXT_SIZE + 1];
	uuid_format(tenant_id, tenant);
	uuid_format(file_id, file);
	int root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int of_tenant = root < 0 ? -1 : enter(root, tenant);
	int of_file = of_tenant < 0 ? -1 : enter(of_tenant, file);
	int error = errno;
	if (root >= 0)
		(void)close(root);
	if (of_tenant >= 0)
		(void)close(of_tenant);
	errno = error;
	return of_file;
}

/* --- writing ---------------------------------------------------------------------------------- */
static bool write_all(int file, struct text bytes)
{
	while (bytes.size > 0) {
		ssize_t written = write(file, bytes.data, bytes.size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes.data += written;
		bytes.size -= (size_t)written;
	}
	return true;
}

static enum err write_file(int folder, const char *name, struct text bytes)
{
	int file = openat(
		folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
	if (file < 0)
		return err_of(errno);
	bool is_written = write_all(file, bytes) && fsync(file) == 0;
	int error = errno;
	if (close(file) != 0 && is_written) {
		is_written = false;
		error = errno;
	}
	return is_written ? ERR_NONE : err_of(error);
}

static enum err put_in(int folder, struct uuid object_id, struct text sealed)
{
	char name[UUID_TEXT_SIZE + 1], begun[NAME_SIZE];
	uuid_format(object_id, name);
	(void)snprintf(begun, sizeof(begun), "%s.new", name);
	enum err err = write_file(folder, begun, sealed);
	if (err == ERR_NONE && renameat(folder, begun, folder, name) != 0)
		err = err_of(errno);
	if (err == ERR_NONE && fsync(folder) != 0)
		err = err_of(errno);
	if (err != ERR_NONE)
		(void)unlinkat(folder, begun, 0);
	return err == ERR_ABSENT ? ERR_BUSY : err;
}

enum err folder_put(const char *folder, const struct object_place *place, struct text sealed)
{
	int of_file = open_file_folder(folder, place->tenant_id, place->file_id, make_folder);
	if (of_file < 0)
		return errno == ENOENT ? ERR_BUSY : err_of(errno);
	enum err err = put_in(of_file, place->object_id, sealed);
	(void)close(of_file);
	return err;
}

/* --- reading ---------------------------------------------------------------------------------- */
static enum err read_all(int file, char *ret_bytes, size_t size)
{
	struct stat found;
	if (fstat(file, &found) != 0)
		return ERR_BUSY;
	if (found.st_size < 0 || (size_t)found.st_size != size)
		return ERR_UNREADABLE;
	for (size_t done = 0; done < size;) {
		ssize_t taken = read(file, ret_bytes + done, size - done);
		if (taken < 0 && errno == EINTR)
			continue;
		if (taken < 0)
			return ERR_BUSY;
		if (taken == 0)
			return ERR_UNREADABLE;
		done += (size_t)taken;
	}
	return ERR_NONE;
}

enum err folder_read(
	const char *folder, const struct object_place *place, char *ret_sealed, size_t size)
{
	char name[UUID_TEXT_SIZE + 1];
	int of_file = open_file_folder(folder, place->tenant_id, place->file_id, open_folder);
	if (of_file < 0)
		return err_of(errno);
	uuid_format(place->object_id, name);
	int file = openat(of_file, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	enum err err = file < 0 ? err_of(errno) : read_all(file, ret_sealed, size);
	if (file >= 0)
		(void)close(file);
	(void)close(of_file);
	return err;
}

/* --- removing --------------------------------------------------------------------------------- */
static bool is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Takes the descriptor. */
static bool empty_folder(int folder)
{
	DIR *listing = fdopendir(folder);
	bool is_empty = listing != NULL;
	if (!listing)
		(void)close(folder);
	for (struct dirent *entry; listing && (entry = readdir(listing));)
		if (!is_dots(entry->d_name) && unlinkat(dirfd(listing), entry->d_name, 0) != 0 &&
			errno != ENOENT)
			is_empty = false;
	if (listing)
		(void)closedir(listing);
	return is_empty;
}

enum err folder_drop(const char *folder, struct uuid tenant_id, struct uuid file_id)
{
	char tenant[UUID_TEXT_SIZE + 1], file[UUID_TEXT_SIZE + 1];
	int of_file = open_file_folder(folder, tenant_id, file_id, open_folder);
	if (of_file < 0)
		return errno == ENOENT ? ERR_NONE : ERR_BUSY;
	if (!empty_folder(of_file))
		return ERR_BUSY;
	uuid_format(tenant_id, tenant);
	uuid_format(file_id, file);
	int root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int of_tenant = root < 0 ? -1 : open_folder(root, tenant);
	bool is_gone = of_tenant >= 0 &&
		       (unlinkat(of_tenant, file, AT_REMOVEDIR) == 0 || errno == ENOENT) &&
		       fsync(of_tenant) == 0;
	if (root >= 0)
		(void)close(root);
	if (of_tenant >= 0)
		(void)close(of_tenant);
	return is_gone ? ERR_NONE : ERR_BUSY;
}
