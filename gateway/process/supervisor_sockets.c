/*
 * The listening sockets. For a TCP address each worker has its own, open as long as some process of
 * it accepts or is about to, and listening from the moment that the first of them is ready; a unix
 * socket is open until the end, and every worker accepts from it.
 */
#include "process/supervisor_private.h"

#include <unistd.h>

void supervisor_forget_sockets(struct worker *worker)
{
	for (size_t i = 0; i < LISTENERS_MAX; i++)
		worker->sockets[i] = -1;
}

/* A socket that some worker has at this address; -1 when there is none. */
static int find_socket(const struct supervisor *supervisor, size_t listener)
{
	for (size_t i = 0; i < supervisor->worker_count; i++)
		if (supervisor->workers[i].sockets[listener] >= 0)
			return supervisor->workers[i].sockets[listener];
	return -1;
}

static bool anybody_listens(const struct supervisor *supervisor, size_t listener)
{
	for (size_t i = 0; i < supervisor->worker_count; i++) {
		int socket = supervisor->workers[i].sockets[listener];
		if (socket >= 0 && listener_listens(socket))
			return true;
	}
	return false;
}

/* Before a process of the worker begins: what does not listen has failed, or belonged to one that
 * did not get so far. It is not tried again: one that the kernel ended would listen, and hand out
 * connections that are broken. */
static void drop_silent(struct supervisor *supervisor, size_t worker, size_t listener)
{
	int silent = supervisor->workers[worker].sockets[listener];
	if (silent < 0 || listener_listens(silent))
		return;
	(void)close(silent);
	for (size_t i = 0; i < supervisor->worker_count; i++) /* a unix socket is everybody's */
		if (supervisor->workers[i].sockets[listener] == silent)
			supervisor->workers[i].sockets[listener] = -1;
}

bool supervisor_open_sockets(struct supervisor *supervisor, size_t worker, const char **ret_reason)
{
	int *sockets = supervisor->workers[worker].sockets;
	for (size_t i = 0; i < supervisor->listeners.count; i++) {
		struct listener *listener = &supervisor->listeners.items[i];
		drop_silent(supervisor, worker, i);
		if (sockets[i] < 0 && listener_is_unix(listener))
			sockets[i] = find_socket(supervisor, i);
		if (sockets[i] < 0)
			sockets[i] = listener_open(listener, !anybody_listens(supervisor, i),
				supervisor->arena, ret_reason);
		if (sockets[i] < 0)
			return false;
	}
	return true;
}

void supervisor_close_sockets(struct supervisor *supervisor, size_t worker)
{
	int *sockets = supervisor->workers[worker].sockets;
	for (size_t i = 0; i < supervisor->listeners.count; i++)
		if (sockets[i] >= 0 && !listener_is_unix(&supervisor->listeners.items[i])) {
			(void)close(sockets[i]);
			sockets[i] = -1;
		}
}

/* Files first: nobody else can have taken a path whose socket is still open. */
void supervisor_close_all_sockets(struct supervisor *supervisor)
{
	for (size_t i = 0; i < supervisor->listeners.count; i++) {
		const struct listener *listener = &supervisor->listeners.items[i];
		int socket = find_socket(supervisor, i);
		if (socket < 0 || !listener_is_unix(listener))
			continue;
		listener_remove(listener);
		(void)close(socket);
	}
	for (size_t i = 0; i < supervisor->worker_count; i++) {
		supervisor_close_sockets(supervisor, i);
		supervisor_forget_sockets(&supervisor->workers[i]);
	}
}
