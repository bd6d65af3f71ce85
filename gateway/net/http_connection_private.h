/*
 * A connection, shared by the files that move it from state to state: http_connection.c (its life
 * and states), http_read.c, http_write.c, http_refuse.c and http_stream.c. What it has read, what
 * it has to write, and its place among those that wait are parts with files of their own.
 */
#ifndef FRONTDESK_HTTP_CONNECTION_PRIVATE_H
#define FRONTDESK_HTTP_CONNECTION_PRIVATE_H

#include <uv.h>

#include "loop/env.h"
#include "net/governor.h"
#include "net/http_connection.h"
#include "net/http_input.h"
#include "net/http_output.h"
#include "net/http_waiting.h"
#include "net/ip.h"

enum http_state {
	HTTP_READING_HEAD, /* also: idle between requests */
	HTTP_READING_BODY,
	HTTP_WORKING, /* a call runs; nothing is read */
	HTTP_WRITING,
	HTTP_STREAMING,   /* an answer without end; what comes is dropped */
	HTTP_STREAM_FULL, /* the same while the socket takes no more */
	HTTP_LINGERING, /* refused: the rest of what comes is dropped until the client has read why
			 */
	HTTP_CLOSED
};

struct http_connection {
	struct http_connections *list;
	struct http_connection *next, *prev;
	uv_poll_t poll;
	int socket;
	enum http_state state;
	struct timer deadline;
	uint64_t opened_ms; /* on the loop's clock */
	struct http_waiter waiter;
	struct share *share; /* what it takes of the worker; NULL without limits */
	struct share_reader reader;
	struct http_input input;
	struct http_output output;
	bool closes, is_half_closed, is_first;
	bool wants_close;    /* the client, with its request */
	bool is_turned_away; /* open only to be told why */
	size_t lingered;
	struct http_request *request;
	struct http_stream_owner *owner; /* of the stream, NULL without one */
	char peer[IP_TEXT_SIZE];
};

struct http_connections {
	const struct env *env;
	struct http_taker *taker;
	struct http_connection *first;
	struct http_queue idle, headless; /* between requests; without a whole head */
	size_t count, turned_away;
};

/* Moves to a state: what is polled for and the deadline (0: none) follow from it. */
void http_connection_enter(
	struct http_connection *connection, enum http_state state, uint64_t deadline_ms);
/* Leaves the list and the loop; the socket stays open, for whom it may concern. */
void http_connection_detach(struct http_connection *connection);
/* Closes at once. Its memory stays until the loop's next turn. */
void http_connection_end(struct http_connection *connection);

/* Takes what the socket has, and begins the request when it is complete. */
void http_read(struct http_connection *connection);
/* A stream's socket can be written to, or has something to drop, or its end. */
void http_stream_ready(struct http_connection *connection, int events);
/* Drops what the socket has, up to a limit. */
void http_linger(struct http_connection *connection);
/* Ends the sending; what still comes is dropped until the client has closed too, for a while. */
void http_close_politely(struct http_connection *connection);
/* Sends what the socket takes; after the last byte awaits the next request, or closes. */
void http_flush(struct http_connection *connection);

#endif
