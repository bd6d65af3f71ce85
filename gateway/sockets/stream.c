/*
 * Event streams, carried by an HTTP connection whose answer does not end: Server-Sent Events (HTML
 * standard, 9.2). What the kernel does not take at once stays in the outbox, and an event once
 * begun is finished before anything else is said, a goodbye too.
 */
#include "sockets/connection.h"

#include "net/http_connection.h"

enum { COMMENT_MS = 15000 /* proxies give up on a silent answer after 30 s or more */ };

static bool write_events(struct ws_connection *connection)
{
	char *buffer = connection->parts->sockets->write_buffer;
	struct text bytes = outbox_next_events(&connection->outbox, buffer);
	if (text_is_absent(bytes))
		return true;
	ssize_t sent = http_connection_write(connection->stream, bytes);
	if (sent < 0)
		return false;
	outbox_advance_events(&connection->outbox, (size_t)sent);
	if (outbox_is_empty(&connection->outbox))
		connection->is_heard = true;
	else
		http_connection_await_writable(connection->stream);
	return true;
}

/* Whoever has not read the rest by now would not read a polite end either. */
static void end_stream(struct ws_connection *connection)
{
	struct http_connection *stream = connection->stream;
	connection->stream = NULL;
	if (outbox_is_empty(&connection->outbox))
		http_connection_end_stream(stream);
	else
		http_connection_abort_stream(stream);
	ws_drop(connection);
}

const struct ws_transport ws_stream_transport = {
	.write = write_events,
	.end = end_stream,
	.watch_ms = COMMENT_MS,
	.is_one_way = true,
};

/* --- what the HTTP connection reports --------------------------------------------------------- */
static void writable(struct http_stream_owner *owner)
{
	ws_flush_now(CONTAINER_OF(owner, struct ws_connection, stream_owner));
}

static void gone(struct http_stream_owner *owner)
{
	struct ws_connection *connection = CONTAINER_OF(owner, struct ws_connection, stream_owner);
	connection->stream = NULL;
	ws_drop(connection);
}

const struct http_stream_events ws_stream_events = {.writable = writable, .gone = gone};
