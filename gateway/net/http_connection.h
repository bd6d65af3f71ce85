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

struct env;
struct http_connection;
struct http_connections;
struct http_request;
struct http_head;
struct share;

enum {
	HTTP_HEAD_DEADLINE_MS = 10000, /* from accept, or from the next request's first byte */
	HTTP_IDLE_DEADLINE_MS = 65000, /* between requests; balancers reuse up to 60 s */
	HTTP_BODY_GRACE_MS = 5000,     /* at least; beyond it the body must come at … */
	HTTP_BODY_RATE = 8192, /* … this many bytes a second, or, where a route takes … */
	HTTP_LARGE_BODY_RATE = 65536,   /* … more than HTTP_BODY_MAX, this many */
	HTTP_WRITE_DEADLINE_MS = 60000, /* at most, for one answer to be taken */
	HTTP_WRITE_GRACE_MS = 10000,    /* at least; beyond it the answer must be taken at … */
	HTTP_WRITE_RATE = 16384,        /* … this many bytes a second */
	HTTP_LINGER_MS = 2000,          /* for the client to read a refusal */
	HTTP_TURNED_AWAY_MAX = 32       /* connections that do so at once, having no place */
};

/* What a connection hands over that asks for a WebSocket. */
struct http_handover {
	int socket;
	struct text input; /* the checked head, and the frames that came with it */
	size_t head_size;
	struct text peer;
	struct share *share; /* may be NULL */
};

/* Who takes what comes: a part of whatever that is. */
struct http_taker {
	/* A complete request, head and body. Exactly one http_connection_answer follows, later or
	 * at once, unless the request that was bound is abandoned before. The bytes are borrowed.
	 */
	void (*take)(struct http_taker *taker, struct http_connection *connection,
		struct text bytes, size_t head_size);
	/* The connection has gone: its request is answered into nothing. */
	void (*abandon)(struct http_request *request);
	/* Whether a complete opening handshake names one of our paths and our subprotocol. */
	enum err (*check_socket)(
		struct http_taker *taker, const struct http_head *head, const char **ret_detail);
	/* How many bytes of body a request may have, of more than all may. */
	size_t (*body_most)(struct http_taker *taker, const struct http_head *head);
	/* One that has been checked: takes the socket and the share. */
	void (*upgrade)(struct http_taker *taker, const struct http_handover *handover);
};

/* Whose an answer without end is: a part of whatever that is. */
struct http_stream_owner {
	const struct http_stream_events *events;
};

struct http_stream_events {
	/* More can be written, after http_connection_await_writable. */
	void (*writable)(struct http_stream_owner *owner);
	/* The connection has ended before its owner ended the stream; heard once. */
	void (*gone)(struct http_stream_owner *owner);
};

struct http_connections *http_connections_new(const struct env *env, struct http_taker *taker);
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
/* Refuses what cannot become a request, and closes. With `retry_ms` it says when to come again. */
void http_connection_refuse(
	struct http_connection *connection, enum err err, const char *detail, uint64_t retry_ms);

/* --- an answer that does not end -------------------------------------------------------------- */
/* Begins it: the head is copied, and goes out with the first write. */
void http_connection_stream(
	struct http_connection *connection, struct text head, struct http_stream_owner *owner);
/* Writes what the kernel takes, how much of it is the result; -1 when the connection has failed. */
ssize_t http_connection_write(struct http_connection *connection, struct text bytes);
/* Has the owner told once more can be written. */
void http_connection_await_writable(struct http_connection *connection);
/* Closes once the client has read what was written; or at once. The owner hears no more of it. */
void http_connection_end_stream(struct http_connection *connection);
void http_connection_abort_stream(struct http_connection *connection);

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
