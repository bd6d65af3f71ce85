/* Writing answers: as much as the socket takes, the rest when it is writable again. */
#include "net/http_connection_private.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/memory.h"
#include "loop/flight.h"

/* RFC 9112, 9.6: closing while the client still sends would reset what it has not read yet. */
void http_close_politely(struct http_connection *connection)
{
	(void)shutdown(connection->socket, SHUT_WR);
	http_connection_enter(connection, HTTP_LINGERING, HTTP_LINGER_MS);
}

static void await_next(struct http_connection *connection)
{
	http_free_input(connection);
	http_free_output(connection);
	connection->file = TEXT_ABSENT;
	connection->is_first = false;
	share_unname(connection->share);
	http_connection_enter(connection, HTTP_READING_HEAD, HTTP_IDLE_DEADLINE_MS);
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

/* One deadline for the whole of what is left: taking it byte by byte does not prolong it. */
static void await_writable(struct http_connection *connection)
{
	size_t rest = connection->output_size - connection->output_sent + connection->file.size;
	uint64_t limit_ms = HTTP_WRITE_GRACE_MS + rest * UINT64_C(1000) / HTTP_WRITE_RATE;
	if (connection->state != HTTP_WRITING)
		http_connection_enter(connection, HTTP_WRITING,
			limit_ms < HTTP_WRITE_DEADLINE_MS ? limit_ms : HTTP_WRITE_DEADLINE_MS);
}

/* How much the socket took; -1 when the connection has failed. */
static ssize_t send_parts(struct http_connection *connection, struct iovec *parts, size_t count)
{
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = count};
	ssize_t sent = sendmsg(connection->socket, &message, MSG_NOSIGNAL);
	return sent < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : sent;
}

static void go_on(struct http_connection *connection)
{
	if (connection->output_sent < connection->output_size || connection->file.size)
		await_writable(connection);
	else if (connection->closes)
		http_close_politely(connection);
	else
		await_next(connection);
}

void http_flush(struct http_connection *connection)
{
	struct iovec parts[] = {
		{connection->output + connection->output_sent,
			connection->output_size - connection->output_sent},
		{(char *)connection->file.data, connection->file.size},
	};
	ssize_t sent = send_parts(connection, parts, 2);
	if (sent < 0) {
		http_connection_end(connection);
		return;
	}
	advance(connection, (size_t)sent);
	go_on(connection);
}

/* --- an answer -------------------------------------------------------------------------------- */
/* Copies what was not sent, of which a part may have been. */
static char *keep(char *end, struct text part, size_t *sent)
{
	size_t skipped = *sent < part.size ? *sent : part.size;
	*sent -= skipped;
	if (part.size > skipped)
		memcpy(end, part.data + skipped, part.size - skipped);
	return end + (part.size - skipped);
}

static void keep_rest(
	struct http_connection *connection, struct text head, struct text body, size_t sent)
{
	size_t size = head.size + body.size;
	if (sent < size) {
		connection->output_size = size - sent;
		connection->output = memory_new(connection->output_size);
		flight_add(connection->output_size);
		(void)keep(keep(connection->output, head, &sent), body, &sent);
		return;
	}
	sent -= size;
	connection->file =
		(struct text){connection->file.data + sent, connection->file.size - sent};
}

/* As a rule the socket takes all of it, and nothing is copied. */
void http_connection_answer(struct http_connection *connection, struct text head, struct text body,
	struct text file, bool closes)
{
	assert(connection->state < HTTP_WRITING);
	struct iovec parts[] = {
		{(char *)head.data, head.size},
		{(char *)body.data, body.size},
		{(char *)file.data, file.size},
	};
	connection->request = NULL;
	connection->closes = closes;
	connection->file = file;
	ssize_t sent = send_parts(connection, parts, 3);
	if (sent < 0) {
		http_connection_end(connection);
		return;
	}
	keep_rest(connection, head, body, (size_t)sent);
	go_on(connection);
}
