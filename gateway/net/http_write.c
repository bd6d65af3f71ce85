/* Writing answers: as much as the socket takes, the rest when it is writable again. */
#include "net/http_connection_private.h"

#include <assert.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>

/* RFC 9112, 9.6: closing while the client still sends would reset what it has not read yet. */
void http_close_politely(struct http_connection *connection)
{
	(void)shutdown(connection->socket, SHUT_WR);
	http_connection_enter(connection, HTTP_LINGERING, HTTP_LINGER_MS);
}

static void await_next(struct http_connection *connection)
{
	http_input_free(&connection->input);
	http_output_free(&connection->output);
	connection->is_first = false;
	share_unname(connection->share);
	http_connection_enter(connection, HTTP_READING_HEAD, HTTP_IDLE_DEADLINE_MS);
}

/* One deadline for the whole of what is left: taking it byte by byte does not prolong it. */
static void await_writable(struct http_connection *connection)
{
	size_t rest = http_output_rest(&connection->output);
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
	if (http_output_rest(&connection->output) > 0)
		await_writable(connection);
	else if (connection->closes)
		http_close_politely(connection);
	else
		await_next(connection);
}

void http_flush(struct http_connection *connection)
{
	struct iovec parts[HTTP_OUTPUT_PARTS];
	http_output_parts(&connection->output, parts);
	ssize_t sent = send_parts(connection, parts, HTTP_OUTPUT_PARTS);
	if (sent < 0) {
		http_connection_end(connection);
		return;
	}
	(void)http_output_advance(&connection->output, (size_t)sent);
	go_on(connection);
}

/* --- an answer -------------------------------------------------------------------------------- */
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
	ssize_t sent = send_parts(connection, parts, 3);
	if (sent < 0) {
		http_connection_end(connection);
		return;
	}
	http_output_keep(&connection->output, head, body, file, (size_t)sent);
	go_on(connection);
}
