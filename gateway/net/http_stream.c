/*
 * Answers without end. What the socket does not take stays with the owner, so that nothing but the
 * head is ever buffered here; what the client still sends is dropped, and its leaving seen at once.
 */
#include "net/http_connection_private.h"

#include <assert.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "net/socket_options.h"

void http_connection_stream(
	struct http_connection *connection, struct text head, struct http_stream_owner *owner)
{
	assert(connection->state == HTTP_WORKING);
	connection->request = NULL;
	connection->owner = owner;
	http_input_free(&connection->input);
	http_output_put(&connection->output, head);
	socket_bound(connection->socket);
	http_connection_enter(connection, HTTP_STREAMING, 0);
}

/* The head goes first; how much of the owner's bytes was sent is the result. */
ssize_t http_connection_write(struct http_connection *connection, struct text bytes)
{
	struct http_output *head = &connection->output;
	struct iovec parts[HTTP_OUTPUT_PARTS + 1];
	http_output_parts(head, parts);
	parts[HTTP_OUTPUT_PARTS] = (struct iovec){(char *)bytes.data, bytes.size};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = HTTP_OUTPUT_PARTS + 1};
	ssize_t sent = sendmsg(connection->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	size_t of_owner = http_output_advance(head, (size_t)sent);
	if (http_output_rest(head) == 0)
		http_output_free(head);
	return (ssize_t)of_owner;
}

void http_connection_await_writable(struct http_connection *connection)
{
	if (connection->state == HTTP_STREAMING)
		http_connection_enter(connection, HTTP_STREAM_FULL, 0);
}

void http_stream_ready(struct http_connection *connection, int events)
{
	if ((events & UV_WRITABLE) && connection->state == HTTP_STREAM_FULL) {
		http_connection_enter(connection, HTTP_STREAMING, 0);
		connection->owner->events->writable(connection->owner);
	}
	if (events & UV_READABLE)
		http_linger(connection); /* until its end, or until it is too much */
}

void http_connection_end_stream(struct http_connection *connection)
{
	connection->owner = NULL;
	http_close_politely(connection);
}

void http_connection_abort_stream(struct http_connection *connection)
{
	connection->owner = NULL;
	http_connection_end(connection);
}
