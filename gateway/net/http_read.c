/* Reading requests: heads by http_head.c under a deadline, bodies under a rate, one at a time. */
#include "net/http_connection_private.h"

#include <errno.h>
#include <sys/socket.h>

enum { LINGER_SIZE_MAX = 1024 * 1024 };

static void begin_request(struct http_connection *connection)
{
	struct http_taker *taker = connection->list->taker;
	const struct http_input *input = &connection->input;
	connection->closes = false;
	http_connection_enter(connection, HTTP_WORKING, 0);
	taker->take(taker, connection, http_input_request(input), http_input_head(input).size);
}

/* The socket leaves for libwebsockets, with the head and what has come after it. */
static void upgrade(struct http_connection *connection)
{
	struct http_taker *taker = connection->list->taker;
	struct http_handover handover = {
		.socket = connection->socket,
		.input = http_input_all(&connection->input),
		.head_size = http_input_head(&connection->input).size,
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
	const uint64_t rate = size > HTTP_BODY_MAX ? HTTP_LARGE_BODY_RATE : HTTP_BODY_RATE;
	return HTTP_BODY_GRACE_MS + size * 1000 / rate;
}

static void continue_body(struct http_connection *connection, const struct http_head *head)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	http_connection_enter(connection, HTTP_READING_BODY, body_deadline_ms(head->body_size));
	if (head->expects_continue && http_input_is_head_alone(&connection->input))
		(void)send(connection->socket, go_on, sizeof(go_on) - 1, MSG_NOSIGNAL);
}

static void take_head(struct http_connection *connection)
{
	struct http_input *input = &connection->input;
	struct http_head head;
	const char *detail = NULL;
	struct http_taker *taker = connection->list->taker;
	enum err err = http_head_parse(http_input_head(input), HTTP_BODY_LARGEST, &head, &detail);
	bool is_large = err == ERR_NONE && head.body_size > HTTP_BODY_MAX;
	if (is_large && head.body_size > taker->body_most(taker, &head))
		err = ERR_TOO_LARGE;
	if (err == ERR_NONE && head.is_websocket)
		err = taker->check_socket(taker, &head, &detail);
	if (err != ERR_NONE) {
		http_connection_refuse(connection, err, detail, 0);
		return;
	}
	http_input_expect(input, head.body_size);
	connection->wants_close = head.wants_close;
	if (head.is_websocket)
		upgrade(connection);
	else if (http_input_is_whole(input))
		begin_request(connection);
	else
		continue_body(connection, &head);
}

static void scan_head(struct http_connection *connection)
{
	struct http_input *input = &connection->input;
	bool is_new = http_input_is_fresh(input) && !connection->is_first;
	switch (http_input_scan(input)) {
	case HTTP_HEAD_BROKEN:
		http_connection_refuse(connection, ERR_INVALID, "This is not HTTP/1.1", 0);
		return;
	case HTTP_HEAD_COMPLETE:
		take_head(connection);
		return;
	case HTTP_HEAD_MORE:
		break;
	}
	if (http_input_is_too_long(input))
		http_connection_refuse(connection, ERR_HEAD_TOO_LARGE, NULL, 0);
	else if (is_new)
		http_connection_enter(connection, HTTP_READING_HEAD, HTTP_HEAD_DEADLINE_MS);
}

void http_read(struct http_connection *connection)
{
	struct http_input *input = &connection->input;
	bool is_head = connection->state == HTTP_READING_HEAD;
	size_t room;
	char *place = http_input_room(input, is_head, &room);
	ssize_t size = recv(connection->socket, place, room, 0);
	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (size <= 0) {
		http_connection_end(connection);
		return;
	}
	http_input_add(input, (size_t)size);
	if (is_head)
		scan_head(connection);
	else if (http_input_is_whole(input))
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
