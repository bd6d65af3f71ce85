/*
 * A unix socket's file outlives a process that is killed. Whether anybody still listens is found
 * out by connecting. Between that look and the bind the folder is locked, or two processes that
 * start at once would each take the other's new file for an old one.
 */
#include "net/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	PEERS_UMASK = 0117, /* for the owner and the group */
	LOCK_TRIES = 200,
	LOCK_PAUSE_MS = 10
};

static const char *path_of(const struct listener *listener)
{
	const struct sockaddr_un *file = (const void *)&listener->address;
	return file->sun_path;
}

/* Who has it may be opening a socket of another name, and is done at once; nobody is waited for
 * longer than two seconds. */
static bool lock(int folder)
{
	int tries = 0;
	while (flock(folder, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK || ++tries == LOCK_TRIES)
			return false;
		(void)poll(NULL, 0, LOCK_PAUSE_MS);
	}
	return true;
}

static int lock_folder(const char *path)
{
	char copy[sizeof(struct sockaddr_un)];
	size_t size = strlen(path) + 1;
	memcpy(copy, path, size);
	int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0 || lock(folder))
		return folder;
	int cause = errno;
	(void)close(folder);
	errno = cause;
	return -1;
}

/* Whether nobody accepts from the socket that this file was of. */
static bool is_abandoned(const struct listener *listener)
{
	struct stat file;
	if (lstat(path_of(listener), &file) != 0 || !S_ISSOCK(file.st_mode))
		return false;
	int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (probe < 0)
		return false;
	bool is_refused =
		connect(probe, (const struct sockaddr *)&listener->address, listener->size) != 0 &&
		errno == ECONNREFUSED;
	(void)close(probe);
	return is_refused;
}

static bool bind_file(int socket, const struct listener *listener)
{
	mode_t before = umask(PEERS_UMASK);
	bool is_bound =
		bind(socket, (const struct sockaddr *)&listener->address, listener->size) == 0;
	(void)umask(before);
	return is_bound;
}

static bool take_file(int socket, struct listener *listener)
{
	struct stat file;
	bool is_bound = bind_file(socket, listener);
	if (!is_bound && errno == EADDRINUSE) {
		bool is_free = is_abandoned(listener) && unlink(path_of(listener)) == 0;
		errno = EADDRINUSE;
		is_bound = is_free && bind_file(socket, listener);
	}
	if (!is_bound || !listener_begin(socket) || lstat(path_of(listener), &file) != 0)
		return false;
	listener->device = file.st_dev;
	listener->inode = file.st_ino;
	return true;
}

int listener_open_unix(struct listener *listener)
{
	int socket_fd = -1;
	int folder = lock_folder(path_of(listener));
	if (folder < 0)
		return -1;
	socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (socket_fd >= 0 && !take_file(socket_fd, listener)) {
		int cause = errno;
		(void)close(socket_fd);
		socket_fd = -1;
		errno = cause;
	}
	int cause = errno;
	(void)close(folder);
	errno = cause;
	return socket_fd;
}

void listener_remove(const struct listener *listener)
{
	struct stat file;
	if (listener_is_unix(listener) && lstat(path_of(listener), &file) == 0 &&
		file.st_dev == listener->device && file.st_ino == listener->inode)
		(void)unlink(path_of(listener));
}
