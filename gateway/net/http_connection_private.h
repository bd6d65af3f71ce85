/*
 * A connection's whole state, shared by the files that make it work: http_connection.c (its life
 * and states), http_read.c, http_write.c, http_refuse.c, http_stream.c and http_waiting.c.
 */
#ifndef FRONTDESK_HTTP_CONNECTION_PRIVATE_H
#define FRONTDESK_HTTP_CONNECTION_PRIVATE_H

#include <uv.h>

#include "loop/env.h"
#include "net/governor.h"
#include "net/http_connection.h"
#include "net/http_head.h"
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

/* Connections in the order in which they joined. */
struct http_queue {
	struct http_connection *first, *last;
};

struct http_connection {
	struct http_connections *list;
	struct http_connection *next, *prev;
	uv_poll_t poll;
	int socket;
	enum http_state state;
	struct timer deadline;
	uint64_t opened_ms;       /* on the loop's clock, as the next */
	uint64_t queued_ms;       /* since when it is on its queue */
	struct http_queue *queue; /* of those that wait; NULL: on none */
	struct http_connection *queue_next, *queue_prev;
	struct share *share; /* what it takes of the worker; NULL without limits */
	struct share_reader reader;
	char *input;
	size_t input_size, input_capacity, scanned, head_size, request_size;
	char *output;
	size_t output_size, output_sent;
	struct text file; /* static memory, sent after the output */
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
/* Joins or leaves the queues of those that wait, as its state says. */
void http_waiting_note(struct http_connection *connection);
/* Closes at once. Its memory stays until the loop's next turn. */
void http_connection_end(struct http_connection *connection);
/* Wipes and frees what was read: a body may have held a password. */
void http_free_input(struct http_connection *connection);
/* The same of what was written: an answer may have held a cookie or a token. */
void http_free_output(struct http_connection *connection);

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
