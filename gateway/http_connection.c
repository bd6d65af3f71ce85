/*
 * A connection is in one state at a time, and what the poll handle waits for, and the deadline,
 * follow from it: enter() moves both together. Memory goes when the poll handle has closed.
 */
#include "http_connection.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>
#include <uv.h>

#include "gateway.h"
#include "http.h"
#include "memory.h"
#include "server.h"

enum { INPUT_SIZE_LEAST = 2048, LINGER_SIZE_MAX = 1024 * 1024 };

enum state {
	READING_HEAD, /* also: idle between requests */
	READING_BODY,
	WORKING, /* a call runs; nothing is read */
	WRITING,
	LINGERING, /* refused: the rest of what comes is dropped until the client has read why */
	CLOSED
};

struct http_connection {
	struct http_connections *list;
	struct http_connection *next, *prev;
	uv_poll_t poll;
	int socket;
	enum state state;
	struct timer deadline;
	char *input;
	size_t input_size, input_capacity, scanned, head_size, request_size;
	char *output;
	size_t output_size, output_sent;
	struct text file; /* static memory, sent after the output */
	bool closes, is_half_closed, is_first;
	size_t lingered;
	struct http_request *request;
	char peer[SERVER_ADDRESS_SIZE];
};

struct http_connections {
	struct gateway *gateway;
	struct http_connection *first;
	size_t count;
};

static void poll_cb(uv_poll_t *poll, int status, int events);
static void deadline_cb(struct timer *timer);

struct http_connections *http_connections_new(struct gateway *gateway)
{
	struct http_connections *connections = MEMORY_NEW(struct http_connections);
	connections->gateway = gateway;
	return connections;
}

size_t http_connections_count(const struct http_connections *connections)
{
	return connections->count;
}

/* --- the end ----------------------------------------------------------------------------- */
/* A body may have held a password. */
static void free_input(struct http_connection *connection)
{
	if (connection->input)
		explicit_bzero(connection->input, connection->input_size);
	free(connection->input);
	connection->input = NULL;
	connection->input_size = connection->input_capacity = connection->scanned = 0;
}

static void free_connection(uv_handle_t *handle)
{
	struct http_connection *connection = CONTAINER_OF(handle, struct http_connection, poll);
	free_input(connection);
	free(connection->output);
	free(connection);
}

/* Leaves the list and the loop; the socket stays open, for whom it may concern. */
static void detach(struct http_connection *connection)
{
	struct http_connections *list = connection->list;
	assert(connection->state != CLOSED);
	connection->state = CLOSED;
	wheel_cancel(list->gateway->wheel, &connection->deadline);
	if (connection->request)
		http_abandon(connection->request);
	connection->request = NULL;
	if (connection->prev)
		connection->prev->next = connection->next;
	else
		list->first = connection->next;
	if (connection->next)
		connection->next->prev = connection->prev;
	list->count--;
	uv_close((uv_handle_t *)&connection->poll, free_connection);
}

static void end(struct http_connection *connection)
{
	int socket = connection->socket;
	detach(connection);
	(void)close(socket);
}

void http_connections_free(struct http_connections **connections)
{
	while (*connections && (*connections)->first)
		end((*connections)->first);
	free(*connections);
	*connections = NULL;
}

void http_connections_drain(struct http_connections *connections)
{
	struct http_connection *next;
	for (struct http_connection *each = connections->first; each; each = next) {
		next = each->next;
		if (each->state == READING_HEAD && each->input_size == 0)
			end(each);
	}
}

/* --- states ------------------------------------------------------------------------------ */
static void enter(struct http_connection *connection, enum state state, uint64_t deadline_ms)
{
	static const int events[] = {
		[READING_HEAD] = UV_READABLE,
		[READING_BODY] = UV_READABLE,
		[WORKING] = UV_DISCONNECT,
		[WRITING] = UV_WRITABLE,
		[LINGERING] = UV_READABLE,
	};
	struct wheel *wheel = connection->list->gateway->wheel;
	connection->state = state;
	if (state == WORKING && connection->is_half_closed)
		(void)uv_poll_stop(&connection->poll);
	else
		(void)uv_poll_start(&connection->poll, events[state], poll_cb);
	if (deadline_ms)
		wheel_set(wheel, &connection->deadline, deadline_ms, deadline_cb);
	else
		wheel_cancel(wheel, &connection->deadline);
}

static void refuse(struct http_connection *connection, enum err err, const char *detail)
{
	http_refuse(connection->list->gateway, connection, err, detail);
}

static void deadline_cb(struct timer *timer)
{
	struct http_connection *connection = CONTAINER_OF(timer, struct http_connection, deadline);
	bool is_late = connection->state == READING_BODY ||
		       (connection->state == READING_HEAD && connection->input_size > 0);
	if (is_late)
		refuse(connection, ERR_TIMEOUT, NULL);
	else
		end(connection);
}

/* --- reading ----------------------------------------------------------------------------- */
/* Room for what may still come of the head or body, growing as it arrives. */
static size_t make_room(struct http_connection *connection)
{
	size_t most =
		connection->state == READING_HEAD ? HTTP_HEAD_SIZE_MAX : connection->request_size;
	if (connection->input_size == connection->input_capacity) {
		size_t capacity = connection->input_capacity * 2;
		capacity = capacity < INPUT_SIZE_LEAST ? INPUT_SIZE_LEAST : capacity;
		connection->input = memory_resize(connection->input, capacity, 1);
		connection->input_capacity = capacity;
	}
	size_t end = connection->input_capacity < most ? connection->input_capacity : most;
	return end - connection->input_size;
}

static void begin_request(struct http_connection *connection)
{
	struct gateway *gateway = connection->list->gateway;
	struct text bytes = {connection->input, connection->request_size};
	connection->closes = false;
	enter(connection, WORKING, 0);
	http_take(gateway, connection, bytes, connection->head_size);
}

/* The socket leaves for libwebsockets, with the head and what has come after it. */
static void upgrade(struct http_connection *connection)
{
	struct gateway *gateway = connection->list->gateway;
	struct text input = {connection->input, connection->input_size};
	size_t head_size = connection->head_size;
	struct text peer = text_from(connection->peer);
	int socket = connection->socket;
	detach(connection); /* its memory stays until the loop's next turn */
	server_upgrade(gateway->server, socket, input, head_size, peer);
}

static uint64_t body_deadline_ms(size_t size)
{
	uint64_t needed = HTTP_BODY_GRACE_MS + size * 1000 / HTTP_BODY_RATE;
	return needed < HTTP_BODY_DEADLINE_MS ? needed : HTTP_BODY_DEADLINE_MS;
}

static void continue_body(struct http_connection *connection, const struct http_head *head)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	enter(connection, READING_BODY, body_deadline_ms(head->body_size));
	if (head->expects_continue && connection->input_size == connection->head_size)
		(void)send(connection->socket, go_on, sizeof(go_on) - 1, MSG_NOSIGNAL);
}

static void take_head(struct http_connection *connection)
{
	struct text bytes = {connection->input, connection->head_size};
	struct http_head head;
	const char *detail = NULL;
	enum err err = http_head_parse(bytes, ROUTE_BODY_MAX, &head, &detail);
	if (err == ERR_NONE && head.is_websocket)
		err = http_check_socket(connection->list->gateway, &head, &detail);
	if (err != ERR_NONE) {
		refuse(connection, err, detail);
		return;
	}
	connection->request_size = connection->head_size + head.body_size;
	if (head.is_websocket)
		upgrade(connection);
	else if (connection->input_size >= connection->request_size)
		begin_request(connection);
	else
		continue_body(connection, &head);
}

static void scan_head(struct http_connection *connection)
{
	struct text input = {connection->input, connection->input_size};
	switch (http_head_scan(input, connection->scanned, &connection->head_size)) {
	case HTTP_HEAD_BROKEN:
		refuse(connection, ERR_INVALID, "This is not HTTP/1.1");
		return;
	case HTTP_HEAD_COMPLETE:
		take_head(connection);
		return;
	case HTTP_HEAD_MORE:
		break;
	}
	bool is_new = connection->scanned == 0 && !connection->is_first;
	connection->scanned = connection->input_size;
	if (connection->input_size == HTTP_HEAD_SIZE_MAX)
		refuse(connection, ERR_HEAD_TOO_LARGE, NULL);
	else if (is_new)
		enter(connection, READING_HEAD, HTTP_HEAD_DEADLINE_MS);
}

static void read_input(struct http_connection *connection)
{
	size_t room = make_room(connection);
	ssize_t size =
		recv(connection->socket, connection->input + connection->input_size, room, 0);
	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (size <= 0) {
		end(connection);
		return;
	}
	connection->input_size += (size_t)size;
	if (connection->state == READING_HEAD)
		scan_head(connection);
	else if (connection->input_size >= connection->request_size)
		begin_request(connection);
}

static void linger(struct http_connection *connection)
{
	char waste[4096];
	ssize_t size = recv(connection->socket, waste, sizeof(waste), 0);
	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	connection->lingered += size > 0 ? (size_t)size : 0;
	if (size <= 0 || connection->lingered > LINGER_SIZE_MAX)
		end(connection);
}

/* --- writing ----------------------------------------------------------------------------- */
/* RFC 9112, 9.6: closing while the client still sends would reset what it has not read yet. */
static void close_politely(struct http_connection *connection)
{
	(void)shutdown(connection->socket, SHUT_WR);
	enter(connection, LINGERING, HTTP_LINGER_MS);
}

static void await_next(struct http_connection *connection)
{
	free_input(connection);
	free(connection->output);
	connection->output = NULL;
	connection->output_size = connection->output_sent = 0;
	connection->file = TEXT_ABSENT;
	connection->is_first = false;
	enter(connection, READING_HEAD, HTTP_IDLE_DEADLINE_MS);
}

static void advance(struct http_connection *connection, size_t sent)
{
	size_t rest = connection->output_size - connection->output_sent;
	size_t from_output = sent < rest ? sent : rest;
	connection->output_sent += from_output;
	sent -= from_output;
	connection->file =
		(struct text){connection->file.data + sent, connection->file.size - sent};
}

/* One deadline for the whole answer: taking it byte by byte does not prolong it. */
static void await_writable(struct http_connection *connection)
{
	if (connection->state != WRITING)
		enter(connection, WRITING, HTTP_WRITE_DEADLINE_MS);
}

static void flush(struct http_connection *connection)
{
	struct iovec parts[] = {
		{connection->output + connection->output_sent,
			connection->output_size - connection->output_sent},
		{(char *)connection->file.data, connection->file.size},
	};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
	ssize_t sent = sendmsg(connection->socket, &message, MSG_NOSIGNAL);
	if (sent < 0 && errno != EAGAIN && errno != EINTR) {
		end(connection);
		return;
	}
	if (sent > 0)
		advance(connection, (size_t)sent);
	if (connection->output_sent < connection->output_size || connection->file.size)
		await_writable(connection);
	else if (connection->closes)
		close_politely(connection);
	else
		await_next(connection);
}

void http_connection_answer(struct http_connection *connection, struct text head, struct text body,
	struct text file, bool closes)
{
	assert(connection->state < WRITING);
	connection->request = NULL;
	connection->closes = closes;
	connection->file = file;
	connection->output_size = head.size + body.size;
	connection->output = memory_new(connection->output_size);
	memcpy(connection->output, head.data, head.size);
	if (body.size)
		memcpy(connection->output + head.size, body.data, body.size);
	flush(connection);
}

/* --- events ------------------------------------------------------------------------------ */
/* The client has sent its last byte; it may still read (shutdown of its writing side). */
static void note_half_close(struct http_connection *connection)
{
	connection->is_half_closed = true;
	(void)uv_poll_stop(&connection->poll);
}

static void poll_cb(uv_poll_t *poll, int status, int events)
{
	struct http_connection *connection = CONTAINER_OF(poll, struct http_connection, poll);
	if (status < 0) {
		end(connection);
		return;
	}
	switch (connection->state) {
	case READING_HEAD:
	case READING_BODY:
		read_input(connection);
		break;
	case WORKING:
		note_half_close(connection);
		break;
	case WRITING:
		flush(connection);
		break;
	case LINGERING:
		linger(connection);
		break;
	case CLOSED:
		break;
	}
}

void http_connection_open(struct http_connections *connections, int socket, struct text peer)
{
	struct http_connection *connection = MEMORY_NEW(struct http_connection);
	if (uv_poll_init(connections->gateway->loop, &connection->poll, socket)) {
		free(connection);
		(void)close(socket);
		return;
	}
	assert(peer.size < sizeof(connection->peer));
	memcpy(connection->peer, peer.data, peer.size);
	connection->list = connections;
	connection->socket = socket;
	connection->is_first = true;
	connection->next = connections->first;
	if (connection->next)
		connection->next->prev = connection;
	connections->first = connection;
	connections->count++;
	enter(connection, READING_HEAD, HTTP_HEAD_DEADLINE_MS);
}

struct text http_connection_peer(const struct http_connection *connection)
{
	return text_from(connection->peer);
}

void http_connection_bind(struct http_connection *connection, struct http_request *request)
{
	connection->request = request;
}

bool http_connection_must_close(const struct http_connection *connection)
{
	return connection->is_half_closed || connection->list->gateway->is_draining ||
	       connection->input_size != connection->request_size;
}
