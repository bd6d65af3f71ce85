#include "net/listener.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

/* --- reading ----------------------------------------------------------------------------- */
bool listener_is_unix(const struct listener *listener)
{
	return listener->address.ss_family == AF_UNIX;
}

/* Digits alone: getaddrinfo would take 73616 for 8080, and 0 for any that is free. */
static bool is_port(struct text written)
{
	uint64_t port;
	return text_to_uint64(written, &port) && port > 0 && port <= UINT16_MAX;
}

/* Cuts "[::1]:80" or "127.0.0.1:80" in two. */
static bool split(
	struct arena *arena, struct text written, struct text *ret_host, struct text *ret_port)
{
	const char *colon = memrchr(written.data, ':', written.size);
	if (!colon || colon == written.data)
		return false;
	struct text host = {written.data, (size_t)(colon - written.data)};
	struct text port = {colon + 1, written.size - host.size - 1};
	if (host.data[0] == '[' && host.size > 2 && host.data[host.size - 1] == ']')
		host = (struct text){host.data + 1, host.size - 2};
	*ret_host = arena_copy(arena, host);
	*ret_port = arena_copy(arena, port);
	return is_port(port);
}

static bool read_tcp(struct arena *arena, struct text written, struct listener *ret_listener)
{
	static const struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
	};
	struct addrinfo *found = NULL;
	struct text host;
	struct text port;
	if (!split(arena, written, &host, &port) ||
		getaddrinfo(host.data, port.data, &hints, &found) != 0)
		return false;
	memcpy(&ret_listener->address, found->ai_addr, found->ai_addrlen);
	ret_listener->size = found->ai_addrlen;
	freeaddrinfo(found);
	return true;
}

static bool read_unix(struct text path, struct listener *ret_listener)
{
	struct sockaddr_un *address = (void *)&ret_listener->address;
	if (path.size < 2 || path.data[0] != '/' || path.size >= sizeof(address->sun_path))
		return false;
	address->sun_family = AF_UNIX;
	memcpy(address->sun_path, path.data, path.size);
	ret_listener->size = sizeof(*address);
	return true;
}

static bool read_one(struct arena *arena, struct text written, struct listener *ret_listener)
{
	const struct text prefix = TEXT("unix:");
	struct listener listener = {.written = arena_copy(arena, written).data};
	bool is_read = false;
	if (text_starts_with(written, prefix))
		is_read = read_unix(
			(struct text){written.data + prefix.size, written.size - prefix.size},
			&listener);
	else
		is_read = read_tcp(arena, written, &listener);
	if (is_read)
		*ret_listener = listener;
	return is_read;
}

/* Cuts the first entry off; the list is NULL after the last. */
static struct text cut(const char **list)
{
	struct text first = {*list, strcspn(*list, ",")};
	*list = first.data[first.size] ? first.data + first.size + 1 : NULL;
	return text_trim(first, TEXT(" "));
}

static in_port_t port_of(const struct listener *listener)
{
	const struct sockaddr_in *v4 = (const void *)&listener->address;
	const struct sockaddr_in6 *v6 = (const void *)&listener->address;
	return listener->address.ss_family == AF_INET ? v4->sin_port : v6->sin6_port;
}

/* [::] takes IPv4 as well, unless an entry names IPv4 on that port. */
static void divide_families(struct listeners *listeners)
{
	for (size_t i = 0; i < listeners->count; i++)
		for (size_t k = 0; k < listeners->count; k++) {
			const struct listener *other = &listeners->items[k];
			if (listeners->items[i].address.ss_family == AF_INET6 &&
				other->address.ss_family == AF_INET &&
				port_of(other) == port_of(&listeners->items[i]))
				listeners->items[i].is_v6_only = true;
		}
}

static bool is_known(const struct listeners *listeners, const struct listener *listener)
{
	for (size_t i = 0; i < listeners->count; i++)
		if (memcmp(&listeners->items[i].address, &listener->address,
			    sizeof(listener->address)) == 0)
			return true;
	return false;
}

bool listener_read(struct arena *arena, const char *setting, struct listeners *ret_listeners,
	const char **ret_reason)
{
	struct listeners listeners = {0};
	const char *list = setting;
	do {
		struct listener *next = &listeners.items[listeners.count];
		*ret_reason = "listen must be at most 16 addresses, each once";
		if (listeners.count == LISTENERS_MAX)
			return false;
		*ret_reason = "listen must be ADDRESS:PORT with a numeric address, such as "
			      "127.0.0.1:8080 or [::]:8080, or unix:/PATH; several by commas";
		if (!read_one(arena, cut(&list), next))
			return false;
		*ret_reason = "listen must be at most 16 addresses, each once";
		if (is_known(&listeners, next))
			return false;
		listeners.count++;
	} while (list);
	divide_families(&listeners);
	*ret_listeners = listeners;
	return true;
}

bool listeners_have(const struct listeners *listeners, int socket)
{
	struct listener bound = {.size = sizeof(bound.address)};
	return getsockname(socket, (struct sockaddr *)&bound.address, &bound.size) == 0 &&
	       is_known(listeners, &bound);
}

/* --- opening ----------------------------------------------------------------------------- */
static bool set(int socket, int level, int option, int value)
{
	return setsockopt(socket, level, option, &value, sizeof(value)) == 0;
}

bool listener_begin(int socket)
{
	int error = 0;
	socklen_t size = sizeof(error);
	if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0)
		return false;
	return listen(socket, LISTENER_BACKLOG) == 0;
}

/* SO_REUSEPORT lets any process of the user share a port. So the first socket is bound without it,
 * which fails where anybody listens, and only then opened to the ones that come after it. */
static bool take_port(int socket, const struct listener *listener, bool is_first)
{
	bool is_v6 = listener->address.ss_family == AF_INET6;
	return set(socket, SOL_SOCKET, SO_REUSEADDR, 1) &&
	       (!is_v6 || set(socket, IPPROTO_IPV6, IPV6_V6ONLY, listener->is_v6_only)) &&
	       (is_first || set(socket, SOL_SOCKET, SO_REUSEPORT, 1)) &&
	       bind(socket, (const struct sockaddr *)&listener->address, listener->size) == 0 &&
	       (!is_first || (set(socket, SOL_SOCKET, SO_REUSEPORT, 1) && listener_begin(socket)));
}

static int open_tcp(const struct listener *listener, bool is_first)
{
	int socket_fd =
		socket(listener->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (socket_fd < 0 || take_port(socket_fd, listener, is_first))
		return socket_fd;
	int cause = errno;
	(void)close(socket_fd);
	errno = cause;
	return -1;
}

bool listener_listens(int socket)
{
	int listens = 0;
	socklen_t size = sizeof(listens);
	return getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens;
}

static const struct {
	int cause;
	const char *sentence;
} causes[] = {
	{EADDRINUSE, "another process listens there; stop it, or give another with --listen"},
	{EADDRNOTAVAIL, "this machine has no such address; give another with --listen"},
	{EACCES, "not permitted; ports below 1024 need CAP_NET_BIND_SERVICE, a socket file needs a "
		 "folder of this user"},
	{EWOULDBLOCK, "its folder is locked by another process; give another with --listen"},
	{ENOENT, "its folder does not exist; make it, or give another with --listen"},
};

static const char *explain(struct arena *arena, const struct listener *listener, int cause)
{
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (causes[i].cause == cause)
			return arena_string(arena, "cannot listen on %s: %s", listener->written,
				causes[i].sentence);
	return arena_string(arena, "cannot listen on %s: %s; give another address with --listen",
		listener->written, strerror(cause));
}

int listener_open(
	struct listener *listener, bool is_first, struct arena *arena, const char **ret_reason)
{
	int socket_fd = listener_is_unix(listener) ? listener_open_unix(listener)
						   : open_tcp(listener, is_first);
	if (socket_fd < 0)
		*ret_reason = explain(arena, listener, errno);
	return socket_fd;
}
