/* Writing answers: as much as the socket takes, the rest when it is writable again. */
#include "http_connection_private.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "memory.h"

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

/* One deadline for the whole answer: taking it byte by byte does not prolong it. */
static void await_writable(struct http_connection *connection)
{
	if (connection->state != HTTP_WRITING)
		http_connection_enter(connection, HTTP_WRITING, HTTP_WRITE_DEADLINE_MS);
}

void http_flush(struct http_connection *connection)
{
	struct iovec parts[] = {
		{connection->output + connection->output_sent,
			connection->output_size - connection->output_sent},
		{(char *)connection->file.data, connection->file.size},
	};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
	ssize_t sent = sendmsg(connection->socket, &message, MSG_NOSIGNAL);
	if (sent < 0 && errno != EAGAIN && errno != EINTR) {
		http_connection_end(connection);
		return;
	}
	if (sent > 0)
		advance(connection, (size_t)sent);
	if (connection->output_sent < connection->output_size || connection->file.size)
		await_writable(connection);
	else if (connection->closes)
		http_close_politely(connection);
	else
		await_next(connection);
}

void http_connection_answer(struct http_connection *connection, struct text head, struct text body,
	struct text file, bool closes)
{
	assert(connection->state < HTTP_WRITING);
	connection->request = NULL;
	connection->closes = closes;
	connection->file = file;
	connection->output_size = head.size + body.size;
	connection->output = memory_new(connection->output_size);
	memcpy(connection->output, head.data, head.size);
	if (body.size)
		memcpy(connection->output + head.size, body.data, body.size);
	http_flush(connection);
}
