/*
 * libuv's streams. The struct outlives its closing: it is freed by the last callback that libuv
 * owes us, of the look-up or of the handle.
 */
#include "redis/socket.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/addresses.h"
#include "base/memory.h"

enum {
	INPUT_SIZE = 16 * 1024, /* hiredis's reader moves what is left of more, at every 1 KB */
	KEEPALIVE_SECONDS = 15,
	KEPT_CAPACITY_MAX = 256 * 1024, /* of a write buffer that has become empty */
};

struct redis_socket {
	union {
		uv_handle_t handle;
		uv_stream_t stream;
		uv_tcp_t tcp;
		uv_pipe_t pipe;
	} uv;
	struct redis_link *link; /* NULL: closed */
	uv_loop_t *loop;
	uint16_t port;
	uint32_t attempt;
	bool is_looking_up;
	bool has_handle;
	bool is_writing;
	uv_getaddrinfo_t lookup;
	uv_connect_t connect;
	uv_write_t write;
	struct redis_buffer flying;
	char input[INPUT_SIZE];
};

static void free_socket(struct redis_socket *socket)
{
	redis_buffer_done(&socket->flying);
	free(socket);
}

static void handle_closed(uv_handle_t *handle)
{
	free_socket(handle->data);
}

static void fail(struct redis_socket *socket)
{
	if (socket->link)
		redis_link_failed(socket->link);
}

/* --- reading and writing ---------------------------------------------------------------------- */
static void lend_input(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buffer)
{
	struct redis_socket *socket = handle->data;
	*ret_buffer = uv_buf_init(socket->input, sizeof(socket->input));
}

/* The link may close the socket meanwhile; its memory stays until the loop has turned. */
static void received(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer)
{
	struct redis_socket *socket = stream->data;
	if (size < 0)
		fail(socket);
	else if (size > 0 && socket->link)
		redis_link_received(socket->link, (struct text){buffer->base, (size_t)size});
}

static void written(uv_write_t *write, int status)
{
	struct redis_socket *socket = write->data;
	socket->is_writing = false;
	redis_buffer_clear(&socket->flying);
	if (socket->flying.capacity > KEPT_CAPACITY_MAX)
		redis_buffer_done(&socket->flying);
	if (status < 0)
		fail(socket);
	else if (socket->link)
		redis_link_written(socket->link);
}

bool redis_socket_is_writing(const struct redis_socket *socket)
{
	return socket->is_writing;
}

size_t redis_socket_pending(const struct redis_socket *socket)
{
	return socket->flying.size;
}

/* libuv writes at once what the kernel takes, and the rest when it can. */
void redis_socket_write(struct redis_socket *socket, struct redis_buffer *buffer)
{
	struct redis_buffer empty = socket->flying;
	socket->flying = *buffer;
	*buffer = empty;
	socket->is_writing = true;
	socket->write.data = socket;
	uv_buf_t bytes = uv_buf_init(socket->flying.data, (unsigned)socket->flying.size);
	if (uv_write(&socket->write, &socket->uv.stream, &bytes, 1, written) != 0)
		socket->is_writing =
			false; /* only before it is connected; the heartbeat finds out */
}

/* --- connecting ------------------------------------------------------------------------------- */
static void connected(uv_connect_t *connect, int status)
{
	struct redis_socket *socket = connect->data;
	if (!socket->link)
		return;
	if (status < 0 || uv_read_start(&socket->uv.stream, lend_input, received) < 0)
		fail(socket);
	else
		redis_link_connected(socket->link);
}

static void connect_path(struct redis_socket *socket, const char *path)
{
	(void)uv_pipe_init(socket->loop, &socket->uv.pipe, 0);
	socket->has_handle = true;
	socket->uv.handle.data = socket;
	uv_pipe_connect(&socket->connect, &socket->uv.pipe, path, connected);
}

static bool connect_address(struct redis_socket *socket, const struct sockaddr *address)
{
	(void)uv_tcp_init(socket->loop, &socket->uv.tcp);
	socket->has_handle = true;
	socket->uv.handle.data = socket;
	(void)uv_tcp_nodelay(&socket->uv.tcp, 1);
	(void)uv_tcp_keepalive(&socket->uv.tcp, 1, KEEPALIVE_SECONDS);
	return uv_tcp_connect(&socket->connect, &socket->uv.tcp, address, connected) == 0;
}

/* A failure frees the socket: nothing of it is touched after. */
static void looked_up(uv_getaddrinfo_t *lookup, int status, struct addrinfo *found)
{
	struct redis_socket *socket = lookup->data;
	const struct addrinfo *chosen =
		status == 0 ? addresses_choose(found, socket->attempt) : NULL;
	socket->is_looking_up = false;
	if (!socket->link)
		free_socket(socket);
	else if (!chosen || !connect_address(socket, chosen->ai_addr))
		fail(socket);
	uv_freeaddrinfo(found);
}

/* An address in digits needs no look-up, which would wait for libuv's threads. */
static bool is_numeric(const struct redis_address *address, struct sockaddr_storage *ret_numeric)
{
	return uv_ip4_addr(address->host.data, address->port, (struct sockaddr_in *)ret_numeric) ==
		       0 ||
	       uv_ip6_addr(address->host.data, address->port, (struct sockaddr_in6 *)ret_numeric) ==
		       0;
}

static bool look_up(struct redis_socket *socket, const struct redis_address *address)
{
	static const struct addrinfo wanted = {
		.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	char port[6];
	(void)snprintf(port, sizeof(port), "%u", address->port);
	socket->lookup.data = socket;
	socket->is_looking_up = uv_getaddrinfo(socket->loop, &socket->lookup, looked_up,
					address->host.data, port, &wanted) == 0;
	return socket->is_looking_up;
}

static bool begin(struct redis_socket *socket, const struct redis_address *address)
{
	struct sockaddr_storage numeric;
	if (text_is_absent(address->path)) {
		return is_numeric(address, &numeric)
			       ? connect_address(socket, (const struct sockaddr *)&numeric)
			       : look_up(socket, address);
	}
	connect_path(socket, address->path.data);
	return true;
}

struct redis_socket *redis_socket_open(struct uv_loop_s *loop, const struct redis_address *address,
	uint32_t attempt, struct redis_link *link)
{
	struct redis_socket *socket = MEMORY_NEW(struct redis_socket);
	socket->link = link;
	socket->loop = loop;
	socket->attempt = attempt;
	socket->connect.data = socket;
	if (!begin(socket, address))
		redis_socket_close(&socket);
	return socket;
}

void redis_socket_close(struct redis_socket **socket)
{
	struct redis_socket *closed = *socket;
	*socket = NULL;
	if (!closed)
		return;
	closed->link = NULL;
	if (closed->is_looking_up)
		(void)uv_cancel((uv_req_t *)&closed->lookup);
	else if (closed->has_handle)
		uv_close(&closed->uv.handle, handle_closed);
	else
		free_socket(closed);
}
