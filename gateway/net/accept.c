/*
 * Accepting. Out of descriptors, a connection could be neither taken nor refused and the loop would
 * spin on it: one descriptor in reserve is given up to accept it and close it at once.
 */
#include "net/accept.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "base/memory.h"
#include "loop/env.h"
#include "net/ip.h"
#include "net/listener.h"
#include "net/proxies.h"

enum { ACCEPTS_PER_TURN = 64, WARNING_PAUSE_MS = 1000 };

struct acceptor {
	const struct env *env;
	struct accept_taker *taker;
	uv_poll_t poll;
	int socket, reserve;
	bool has_failed;
	uint64_t warn_after_ms; /* on the loop's clock */
};

/* --- accepting --------------------------------------------------------------------------- */
static void format_peer(const struct sockaddr_storage *address, char ret_peer[IP_TEXT_SIZE])
{
	if (address->ss_family == AF_UNIX) {
		memcpy(ret_peer, PROXIES_UNIX_PEER, sizeof(PROXIES_UNIX_PEER));
		return;
	}
	const struct sockaddr_in6 *v6 = (const void *)address;
	const struct sockaddr_in *v4 = (const void *)address;
	struct ip ip = address->ss_family == AF_INET ? ip_from_v4(&v4->sin_addr)
						     : ip_from_v6(&v6->sin6_addr);
	ip_format(&ip, ret_peer);
}

static void shed_one(struct acceptor *acceptor)
{
	if (acceptor->reserve >= 0)
		(void)close(acceptor->reserve);
	int victim = accept4(acceptor->socket, NULL, NULL, SOCK_CLOEXEC);
	if (victim >= 0)
		(void)close(victim);
	acceptor->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
	uint64_t now_ms = env_now_ms(acceptor->env);
	if (now_ms < acceptor->warn_after_ms)
		return;
	acceptor->warn_after_ms = now_ms + WARNING_PAUSE_MS;
	log_say(acceptor->env->log, LOG_WARN, "out of descriptors: connections are refused");
}

/* Not of a connection but of the socket: it will never accept again. The loop would spin on it, or,
 * when libuv has stopped to watch it, this worker would be deaf. */
static bool is_fatal(int cause)
{
	return cause == EBADF || cause == EINVAL || cause == ENOTSOCK;
}

/* To drain is to be replaced, by a process for which the supervisor opens the socket anew. */
static void give_up(struct acceptor *acceptor, int cause)
{
	if (acceptor->has_failed) /* the drain looks once more what waits */
		return;
	acceptor->has_failed = true;
	(void)uv_poll_stop(&acceptor->poll);
	log_say(acceptor->env->log, LOG_ERROR,
		"a listening socket has failed: this worker drains and is replaced",
		LOG_F_WORD("cause", strerrorname_np(cause)));
	(void)raise(SIGTERM);
}

/* False when nothing more waits. */
static bool accept_one(struct acceptor *acceptor)
{
	const int yes = 1;
	struct sockaddr_storage address = {0};
	socklen_t size = sizeof(address);
	char peer[IP_TEXT_SIZE];
	int socket_fd = accept4(
		acceptor->socket, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (socket_fd < 0) {
		int cause = errno;
		if (cause == EMFILE || cause == ENFILE)
			shed_one(acceptor);
		if (is_fatal(cause))
			give_up(acceptor, cause);
		return cause == ECONNABORTED || cause == EINTR;
	}
	(void)setsockopt(socket_fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	format_peer(&address, peer);
	acceptor->taker->take(acceptor->taker, socket_fd, text_from(peer));
	return true;
}

static void accept_ready(uv_poll_t *poll, int status, int events)
{
	struct acceptor *acceptor = CONTAINER_OF(poll, struct acceptor, poll);
	if (status < 0) {
		give_up(acceptor, -status);
		return;
	}
	for (int i = 0; i < ACCEPTS_PER_TURN; i++)
		if (!accept_one(acceptor))
			return;
}

struct acceptor *acceptor_new(const struct env *env, int socket_fd, struct accept_taker *taker)
{
	struct acceptor *acceptor = MEMORY_NEW(struct acceptor);
	if (uv_poll_init(env->loop, &acceptor->poll, socket_fd)) {
		free(acceptor);
		(void)close(socket_fd);
		return NULL;
	}
	acceptor->env = env;
	acceptor->taker = taker;
	acceptor->socket = socket_fd;
	acceptor->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
	(void)uv_poll_start(&acceptor->poll, UV_READABLE, accept_ready);
	return acceptor;
}

void acceptor_empty(struct acceptor *acceptor)
{
	for (int i = 0; i < LISTENER_BACKLOG && accept_one(acceptor); i++)
		;
}

static void free_acceptor(uv_handle_t *handle)
{
	free(CONTAINER_OF(handle, struct acceptor, poll));
}

void acceptor_free(struct acceptor **acceptor)
{
	if (!*acceptor)
		return;
	uv_close((uv_handle_t *)&(*acceptor)->poll, free_acceptor);
	(void)close((*acceptor)->socket);
	if ((*acceptor)->reserve >= 0)
		(void)close((*acceptor)->reserve);
	*acceptor = NULL;
}
