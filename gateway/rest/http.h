/*
 * From a request's bytes to its answer's: routes, preflights, static files. The sockets are
 * net/http_connection.c's.
 */
#ifndef FRONTDESK_HTTP_H
#define FRONTDESK_HTTP_H

#include "call/request.h"
#include "net/http_connection.h"

struct parts;

/* Takes a complete request: head and body. Exactly one http_connection_answer follows, later or
 * at once, unless the request is abandoned before. The bytes are borrowed until this returns. */
void http_take(struct parts *parts, struct http_connection *connection, struct text bytes,
	size_t head_size);
/* How many bytes of body its route takes, where they are more than of others; 0 where they are not.
 */
size_t http_body_most(struct parts *parts, const struct http_head *head);
/* The connection has gone: its request is answered into nothing. */
void http_abandon(struct http_request *request);

/* An answer that does not end: an event stream, which is the owner's. The client is still there.
 * The content ends with the connection (RFC 9112, 6.3). Chunks would add nothing to events that
 * each end by themselves, and HAProxy 2.6 as it comes holds them back (measured: 108 ms in the
 * median, 200 at most), while it hands on at once (0.6 ms) what has no length. */
struct next call_answer_events(struct call *call, struct http_stream_owner *owner);
/* An answer of so many bytes, which are the owner's to write: it ends the stream behind the last.
 * The client is still there (call_is_awaited). */
struct next call_answer_stream(
	struct call *call, const char *content_type, size_t size, struct http_stream_owner *owner);

#endif
