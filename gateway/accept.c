/*
 * Accepting. Out of descriptors, a connection could be neither taken nor refused and the loop would
 * spin on it: one descriptor in reserve is given up to accept it and close it at once.
 */
#include "accept.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "gateway.h"
#include "ip.h"
#include "memory.h"

enum { BACKLOG = 1024, ACCEPTS_PER_TURN = 64, WARNING_PAUSE_MS = 1000 };

struct acceptor {
	struct gateway *gateway;
	accept_fn take;
	uv_poll_t poll;
	int socket, reserve;
	uint64_t warn_after_ms; /* on the loop's clock */
};

/* --- listening --------------------------------------------------------------------------- */
/* Cuts "[::1]:80" or "127.0.0.1:80" in two. */
static bool split(
	struct arena *arena, const char *listen, struct text *ret_host, struct text *ret_port)
{
	const char *colon = strrchr(listen, ':');
	if (!colon || colon == listen || !colon[1])
		return false;
	struct text host = {listen, (size_t)(colon - listen)};
	if (host.data[0] == '[' && host.size > 2 && host.data[host.size - 1] == ']')
		host = (struct text){host.data + 1, host.size - 2};
	*ret_host = arena_copy(arena, host);
	*ret_port = text_from(colon + 1);
	return true;
}

static int open_socket(const struct addrinfo *address)
{
	const int yes = 1;
	int socket_fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (socket_fd < 0)
		return -1;
	if (setsockopt(socket_fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
		setsockopt(socket_fd, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes)) == 0 &&
		bind(socket_fd, address->ai_addr, address->ai_addrlen) == 0 &&
		listen(socket_fd, BACKLOG) == 0)
		return socket_fd;
	int cause = errno;
	(void)close(socket_fd);
	errno = cause;
	return -1;
}

int accept_listen(const char *where, struct arena *arena, const char **ret_reason)
{
	static const struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
	};
	struct addrinfo *address = NULL;
	struct text host;
	struct text port;
	if (!split(arena, where, &host, &port) ||
		getaddrinfo(host.data, port.data, &hints, &address) != 0) {
		*ret_reason = "listen must be ADDRESS:PORT with a numeric address, such as "
			      "127.0.0.1:8080 or [::]:8080";
		return -1;
	}
	int socket_fd = open_socket(address);
	int cause = errno;
	freeaddrinfo(address);
	if (socket_fd < 0)
		*ret_reason = arena_printf(arena,
			"cannot listen on %s: %s; give another address or port with --listen",
			where, strerror(cause))
				      .data;
	return socket_fd;
}

/* --- accepting --------------------------------------------------------------------------- */
static void format_peer(const struct sockaddr_storage *address, char ret_peer[IP_TEXT_SIZE])
{
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
	uint64_t now_ms = gateway_now_ms(acceptor->gateway);
	if (now_ms < acceptor->warn_after_ms)
		return;
	acceptor->warn_after_ms = now_ms + WARNING_PAUSE_MS;
	log_say(acceptor->gateway->log, LOG_WARN, "out of descriptors: connections are refused");
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
		if (errno == EMFILE || errno == ENFILE)
			shed_one(acceptor);
		return errno == ECONNABORTED || errno == EINTR;
	}
	(void)setsockopt(socket_fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	format_peer(&address, peer);
	acceptor->take(acceptor->gateway, socket_fd, text_from(peer));
	return true;
}

static void accept_ready(uv_poll_t *poll, int status, int events)
{
	struct acceptor *acceptor = CONTAINER_OF(poll, struct acceptor, poll);
	for (int i = 0; i < ACCEPTS_PER_TURN; i++)
		if (!accept_one(acceptor))
			return;
}

struct acceptor *acceptor_new(struct gateway *gateway, int socket_fd, accept_fn take)
{
	struct acceptor *acceptor = MEMORY_NEW(struct acceptor);
	if (uv_poll_init(gateway->loop, &acceptor->poll, socket_fd)) {
		free(acceptor);
		(void)close(socket_fd);
		return NULL;
	}
	acceptor->gateway = gateway;
	acceptor->take = take;
	acceptor->socket = socket_fd;
	acceptor->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
	(void)uv_poll_start(&acceptor->poll, UV_READABLE, accept_ready);
	return acceptor;
}

void acceptor_empty(struct acceptor *acceptor)
{
	for (int i = 0; i < BACKLOG && accept_one(acceptor); i++)
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
