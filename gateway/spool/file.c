/* The spool's system calls, as they are, but for interruptions. */
#include "spool/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int outcome(int result)
{
	return result < 0 ? errno : 0;
}

static int opened(int fd, int *ret_fd)
{
	if (fd < 0)
		return errno;
	*ret_fd = fd;
	return 0;
}

/* The name of a new folder is in its parent: without a sync there a power cut takes it along, and
 * all that was kept. Synced when it was there already, too: who made it may not have come to it. */
static int sync_parent(int folder)
{
	int parent = openat(folder, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0)
		return errno == EACCES ? 0 : errno; /* not ours to read: then it was made for us */
	int error = outcome(fsync(parent));
	(void)close(parent);
	return error;
}

int spool_file_open_root(const char *path, int *ret_fd)
{
	int fd = -1;
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return errno;
	int error = opened(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), &fd);
	if (error)
		return error;
	error = sync_parent(fd);
	if (error) {
		(void)close(fd);
		return error;
	}
	*ret_fd = fd;
	return 0;
}

int spool_file_open_folder(int folder, const char *name, int *ret_fd)
{
	return opened(
		openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW), ret_fd);
}

int spool_file_make_folder(int folder, const char *name)
{
	return outcome(mkdirat(folder, name, 0700));
}

int spool_file_remove_folder(int folder, const char *name)
{
	return outcome(unlinkat(folder, name, AT_REMOVEDIR));
}

int spool_file_lock(int folder)
{
	return outcome(flock(folder, LOCK_EX | LOCK_NB));
}

int spool_file_open(int folder, const char *name, int *ret_fd)
{
	return opened(openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), ret_fd);
}

int spool_file_create(int folder, const char *name, int *ret_fd)
{
	return opened(
		openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600),
		ret_fd);
}

void spool_file_close(int fd)
{
	(void)close(fd);
}

int spool_file_allocate(int fd, size_t size)
{
	return posix_fallocate(fd, 0, (off_t)size);
}

int spool_file_write(int fd, const char *bytes, size_t size, size_t at, size_t *ret_written)
{
	ssize_t written;
	do {
		written = pwrite(fd, bytes, size, (off_t)at);
	} while (written < 0 && errno == EINTR);
	if (written < 0)
		return errno;
	*ret_written = (size_t)written;
	return 0;
}

int spool_file_read(int fd, char *bytes, size_t size, size_t at, size_t *ret_read)
{
	ssize_t count;
	do {
		count = pread(fd, bytes, size, (off_t)at);
	} while (count < 0 && errno == EINTR);
	if (count < 0)
		return errno;
	*ret_read = (size_t)count;
	return 0;
}

int spool_file_size(int fd, size_t *ret_size)
{
	struct stat file;
	if (fstat(fd, &file) != 0)
		return errno;
	*ret_size = (size_t)file.st_size;
	return 0;
}

int spool_file_sync(int fd)
{
	return outcome(fdatasync(fd));
}

int spool_file_sync_folder(int folder)
{
	return outcome(fsync(folder));
}

int spool_file_remove(int folder, const char *name)
{
	return outcome(unlinkat(folder, name, 0));
}

int spool_file_move(int from, const char *name, int to, const char *new_name)
{
	int error = outcome(renameat2(from, name, to, new_name, RENAME_NOREPLACE));
	if (error != EINVAL)
		return error;
	/* Not every file system can. The names are of folders that this process has locked. */
	if (faccessat(to, new_name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return EEXIST;
	return outcome(renameat(from, name, to, new_name));
}

int spool_file_list(int folder, struct spool_names *names)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *listing = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	if (!listing) {
		int error = errno;
		if (fd >= 0)
			(void)close(fd);
		return error;
	}
	errno = 0;
	while ((entry = readdir(listing)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (!names->each(names, entry->d_name))
			break;
		errno = 0;
	}
	int error = entry ? 0 : errno;
	(void)closedir(listing);
	return error;
}
