/*
 * The addresses of the setting `listen`, and the sockets that wait at them. A TCP address has a
 * socket for each worker (SO_REUSEPORT), so that the kernel spreads connections; a unix socket has
 * one that all inherit. Opened by the supervisor only.
 */
#ifndef FRONTDESK_LISTENER_H
#define FRONTDESK_LISTENER_H

#include <sys/socket.h>
#include <sys/stat.h>

#include "base/arena.h"

enum { LISTENERS_MAX = 16, LISTENER_BACKLOG = 1024 };

struct listener {
	const char *written; /* as the setting has it */
	struct sockaddr_storage address;
	socklen_t size;
	bool is_v6_only; /* IPv4 has an address of its own on this port */
	dev_t device;    /* of a unix socket that is open: its file */
	ino_t inode;
};

struct listeners {
	size_t count;
	struct listener items[LISTENERS_MAX];
};

/* Reads "127.0.0.1:8080, [::]:8080, unix:/run/frontdesk/socket". Pure; false with a sentence. */
bool listener_read(struct arena *arena, const char *setting, struct listeners *ret_listeners,
	const char **ret_reason);
bool listener_is_unix(const struct listener *listener);
/* Whether a socket waits at one of these addresses. */
bool listeners_have(const struct listeners *listeners, int socket);

/* A socket that waits there; -1 with a sentence when it can't. The first of this house at a TCP
 * address listens at once, and is refused where any other process listens; the further ones share
 * it with the first, and listen when a worker is ready to accept: by listener_begin. */
int listener_open(
	struct listener *listener, bool is_first, struct arena *arena, const char **ret_reason);
/* Has a socket listen, in the worker that is about to accept; nothing where it does already. What
 * came before would be reset, should that worker not get so far. False for one that the kernel has
 * ended: it would listen, but what it accepts is broken. */
bool listener_begin(int socket);
/* Whether a socket listens: shutdown(2) and the kernel's `ss --kill` end that. */
bool listener_listens(int socket);
/* Removes a unix socket's file, unless it is another's by now; nothing for TCP. */
void listener_remove(const struct listener *listener);

/* --- listener_unix.c ------------------------------------------------------------------------- */
/* For listener_open: -1 with errno. What a dead process has left is replaced, a living one's socket
 * is EADDRINUSE. Whoever may write to the folder and is owner or group may connect (mode 0660). */
int listener_open_unix(struct listener *listener);

#endif
