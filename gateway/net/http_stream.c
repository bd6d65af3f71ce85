/*
 * Answers without end. What the socket does not take stays with the owner, so that nothing but the
 * head is ever buffered here; what the client still sends is dropped, and its leaving seen at once.
 */
#include "net/http_connection_private.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/memory.h"
#include "loop/flight.h"
#include "net/socket_options.h"

void http_connection_stream(
	struct http_connection *connection, struct text head, struct http_stream_owner *owner)
{
	assert(connection->state == HTTP_WORKING);
	connection->request = NULL;
	connection->owner = owner;
	http_free_input(connection);
	connection->output = memory_new(head.size);
	connection->output_size = head.size;
	flight_add(head.size);
	memcpy(connection->output, head.data, head.size);
	socket_bound(connection->socket);
	http_connection_enter(connection, HTTP_STREAMING, 0);
}

/* The head goes first; how much of the owner's bytes was sent. */
static size_t advance(struct http_connection *connection, size_t sent)
{
	size_t rest = connection->output_size - connection->output_sent;
	if (sent < rest) {
		connection->output_sent += sent;
		return 0;
	}
	if (connection->output)
		http_free_output(connection);
	return sent - rest;
}

ssize_t http_connection_write(struct http_connection *connection, struct text bytes)
{
	size_t rest = connection->output_size - connection->output_sent;
	struct iovec parts[] = {
		{rest > 0 ? connection->output + connection->output_sent : NULL, rest},
		{(char *)bytes.data, bytes.size},
	};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
	ssize_t sent = sendmsg(connection->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	return (ssize_t)advance(connection, (size_t)sent);
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
