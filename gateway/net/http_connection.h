/*
 * One TCP connection that speaks HTTP/1.1, from accept to close or to its upgrade, when its socket
 * goes to libwebsockets. Reads one request at a time under a deadline, answers it, and only then
 * reads the next: what was sent ahead of an answer is dropped with the connection.
 */
#ifndef FRONTDESK_HTTP_CONNECTION_H
#define FRONTDESK_HTTP_CONNECTION_H

#include <sys/socket.h>

#include "base/err.h"
#include "base/text.h"

struct gateway;
struct http_connection;
struct http_connections;
struct http_request;
struct share;
struct ws_connection;

enum {
	HTTP_HEAD_DEADLINE_MS = 10000,  /* from accept, or from the next request's first byte */
	HTTP_IDLE_DEADLINE_MS = 65000,  /* between requests; balancers reuse up to 60 s */
	HTTP_BODY_DEADLINE_MS = 15000,  /* at most, for the whole body */
	HTTP_BODY_GRACE_MS = 5000,      /* at least; beyond it the body must come at … */
	HTTP_BODY_RATE = 8192,          /* … this many bytes a second */
	HTTP_WRITE_DEADLINE_MS = 60000, /* at most, for one answer to be taken */
	HTTP_WRITE_GRACE_MS = 10000,    /* at least; beyond it the answer must be taken at … */
	HTTP_WRITE_RATE = 16384,        /* … this many bytes a second */
	HTTP_LINGER_MS = 2000,          /* for the client to read a refusal */
	HTTP_TURNED_AWAY_MAX = 32       /* connections that do so at once, having no place */
};

struct http_connections *http_connections_new(struct gateway *gateway);
/* Closes every connection; the loop must run once more for their handles to close. */
void http_connections_free(struct http_connections **connections);
size_t http_connections_count(const struct http_connections *connections);
/* Closes those that wait for a request; the others close after their answer. */
void http_connections_drain(struct http_connections *connections);

/* Closes the connection that has waited longest for a request; false when none has long enough. */
bool http_connections_make_room(struct http_connections *connections);

/* How much memory the one that holds most has; closes all that hold at least so much, and says how
 * many. A stream's is its owner's. */
size_t http_connections_heaviest(const struct http_connections *connections);
size_t http_connections_shed(struct http_connections *connections, size_t least);

/* Takes the socket: non-blocking, connected, and its share (NULL without limits). `peer` is whom to
 * hold responsible for it. */
void http_connection_open(
	struct http_connections *connections, int socket, struct text peer, struct share *share);
/* Takes a socket for which there is no place, and says so in an answer, or only closes it when many
 * are being told already. */
void http_connection_turn_away(struct http_connections *connections, int socket, enum err err,
	const char *detail, uint64_t retry_ms);

/* Sends an answer. Of `head` and `body` is copied what the socket does not take at once; `file`
 * (may be absent) follows them and is static memory. After `closes` the connection ends once the
 * client has read it. */
void http_connection_answer(struct http_connection *connection, struct text head, struct text body,
	struct text file, bool closes);
/* --- an answer that does not end -------------------------------------------------------------- */
/* Begins it: the head is copied, and goes out with the first write. The owner hears ws_stream_gone,
 * once, if the connection ends before the owner ends the stream. */
void http_connection_stream(
	struct http_connection *connection, struct text head, struct ws_connection *owner);
/* Writes what the kernel takes, how much of it is the result; -1 when the connection has failed. */
ssize_t http_connection_write(struct http_connection *connection, struct text bytes);
/* Has ws_stream_writable called once more can be written. */
void http_connection_await_writable(struct http_connection *connection);
/* Closes once the client has read what was written; or at once. The owner hears no more of it. */
void http_connection_end_stream(struct http_connection *connection);
void http_connection_abort_stream(struct http_connection *connection);
/* sockets/stream.c's. */
void ws_stream_writable(struct ws_connection *owner);
void ws_stream_gone(struct ws_connection *owner);

/* What it takes of the worker; NULL without limits. */
struct share *http_connection_share(const struct http_connection *connection);
/* The address of the peer, as accepted. */
struct text http_connection_peer(const struct http_connection *connection);
/* Names the request that works for this connection; NULL: none. */
void http_connection_bind(struct http_connection *connection, struct http_request *request);
/* Whether it must close after the running answer: as the client asked, draining, half-closed, or
 * bytes sent ahead. */
bool http_connection_must_close(const struct http_connection *connection);

#endif
