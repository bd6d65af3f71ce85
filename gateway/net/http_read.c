/* Reading requests: heads by http_head.c under a deadline, bodies under a rate, one at a time. */
#include "net/http_connection_private.h"

#include <errno.h>
#include <sys/socket.h>

#include "base/memory.h"
#include "loop/flight.h"

enum { INPUT_SIZE_LEAST = 2048, LINGER_SIZE_MAX = 1024 * 1024 };

/* Room for what may still come of the head or body, growing as it arrives. */
static size_t make_room(struct http_connection *connection)
{
	size_t most = connection->state == HTTP_READING_HEAD ? HTTP_HEAD_SIZE_MAX
							     : connection->request_size;
	if (connection->input_size == connection->input_capacity) {
		size_t capacity = connection->input_capacity * 2;
		capacity = capacity < INPUT_SIZE_LEAST ? INPUT_SIZE_LEAST : capacity;
		connection->input =
			memory_grow(connection->input, connection->input_size, capacity);
		flight_add(capacity - connection->input_capacity);
		connection->input_capacity = capacity;
	}
	size_t end = connection->input_capacity < most ? connection->input_capacity : most;
	return end - connection->input_size;
}

static void begin_request(struct http_connection *connection)
{
	struct http_taker *taker = connection->list->taker;
	struct text bytes = {connection->input, connection->request_size};
	connection->closes = false;
	http_connection_enter(connection, HTTP_WORKING, 0);
	taker->take(taker, connection, bytes, connection->head_size);
}

/* The socket leaves for libwebsockets, with the head and what has come after it. */
static void upgrade(struct http_connection *connection)
{
	struct http_taker *taker = connection->list->taker;
	struct http_handover handover = {
		.socket = connection->socket,
		.input = {connection->input, connection->input_size},
		.head_size = connection->head_size,
		.peer = text_from(connection->peer),
		.share = connection->share,
	};
	connection->share = NULL;
	share_read_by(handover.share, NULL);
	http_connection_detach(connection); /* its memory stays until the loop's next turn */
	taker->upgrade(taker, &handover);
}

static uint64_t body_deadline_ms(size_t size)
{
	uint64_t needed = HTTP_BODY_GRACE_MS + size * 1000 / HTTP_BODY_RATE;
	return needed < HTTP_BODY_DEADLINE_MS ? needed : HTTP_BODY_DEADLINE_MS;
}

static void continue_body(struct http_connection *connection, const struct http_head *head)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	http_connection_enter(connection, HTTP_READING_BODY, body_deadline_ms(head->body_size));
	if (head->expects_continue && connection->input_size == connection->head_size)
		(void)send(connection->socket, go_on, sizeof(go_on) - 1, MSG_NOSIGNAL);
}

static void take_head(struct http_connection *connection)
{
	struct text bytes = {connection->input, connection->head_size};
	struct http_head head;
	const char *detail = NULL;
	struct http_taker *taker = connection->list->taker;
	enum err err = http_head_parse(bytes, HTTP_BODY_MAX, &head, &detail);
	if (err == ERR_NONE && head.is_websocket)
		err = taker->check_socket(taker, &head, &detail);
	if (err != ERR_NONE) {
		http_connection_refuse(connection, err, detail, 0);
		return;
	}
	connection->request_size = connection->head_size + head.body_size;
	connection->wants_close = head.wants_close;
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
		http_connection_refuse(connection, ERR_INVALID, "This is not HTTP/1.1", 0);
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
		http_connection_refuse(connection, ERR_HEAD_TOO_LARGE, NULL, 0);
	else if (is_new)
		http_connection_enter(connection, HTTP_READING_HEAD, HTTP_HEAD_DEADLINE_MS);
}

void http_read(struct http_connection *connection)
{
	size_t room = make_room(connection);
	ssize_t size =
		recv(connection->socket, connection->input + connection->input_size, room, 0);
	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (size <= 0) {
		http_connection_end(connection);
		return;
	}
	connection->input_size += (size_t)size;
	if (connection->state == HTTP_READING_HEAD)
		scan_head(connection);
	else if (connection->input_size >= connection->request_size)
		begin_request(connection);
}

void http_linger(struct http_connection *connection)
{
	char waste[4096];
	ssize_t size = recv(connection->socket, waste, sizeof(waste), 0);
	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	connection->lingered += size > 0 ? (size_t)size : 0;
	if (size <= 0 || connection->lingered > LINGER_SIZE_MAX)
		http_connection_end(connection);
}
