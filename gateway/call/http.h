/*
 * From a request's bytes to its answer's: routes, preflights, static files; what call.c needs of
 * HTTP. The sockets are http_connection.c's.
 */
#ifndef FRONTDESK_HTTP_H
#define FRONTDESK_HTTP_H

#include "call/call.h"
#include "call/route.h"
#include "loop/wheel.h"
#include "net/http_connection.h"
#include "net/http_head.h"

struct asset;
struct ws_connection;

/* One request. It lives in its call's arena and so survives its connection. */
struct http_request {
	struct call *call;
	struct http_connection *connection; /* NULL once the client has left or was answered */
	struct http_head head;
	struct text body, peer;
	struct route_match match;
	uint64_t wait_ms;       /* until whom a proxy names may come again; 0: it may go on */
	struct timer held_back; /* then it is told so, where it owes too much */
};

/* Takes a complete request: head and body. Exactly one http_connection_answer follows, later or
 * now. The bytes are borrowed. */
void http_take(struct gateway *gateway, struct http_connection *connection, struct text bytes,
	size_t head_size);
/* The connection has gone: its request is answered into nothing. */
void http_abandon(struct http_request *request);

/* Refuses what cannot become a request, and closes. */
void http_refuse(struct gateway *gateway, struct http_connection *connection, enum err err,
	const char *detail);
/* The same, and says when to come again (0: not). */
void http_refuse_later(struct gateway *gateway, struct http_connection *connection, enum err err,
	const char *detail, uint64_t retry_ms);
/* Whether a complete opening handshake names one of our paths and our subprotocol. */
enum err http_check_socket(
	const struct gateway *gateway, const struct http_head *head, const char **ret_detail);

/* --- for call.c -------------------------------------------------------------------------- */
/* Sends the call's answer: its extra headers, CORS and the security headers around the body. An
 * absent content type means no body. */
void http_respond(struct call *call, int status, const char *content_type, struct text body);
/* Sends a problem document (RFC 9457). */
void http_respond_problem(struct call *call, enum err err, const char *detail, uint64_t retry_ms);

/* Sends the head of an event stream; the connection that carries it is the owner's from now on. The
 * content ends with the connection (RFC 9112, 6.3). Chunks would add nothing to events that each
 * end by themselves, and HAProxy 2.6 as it comes holds them back (measured: 108 ms in the median,
 * 200 at most), while it hands on at once (0.6 ms) what has no length. */
void http_respond_events(struct call *call, struct ws_connection *owner);

/* The call has ended. */
void http_forget(struct call *call);

/* An answer that is not JSON, for REST calls: the metrics page. */
struct next call_answer_text(
	struct call *call, int status, const char *content_type, struct text body);
/* An answer that does not end: an event stream, which is the owner's. The client is still there. */
struct next call_answer_events(struct call *call, struct ws_connection *owner);

#endif
