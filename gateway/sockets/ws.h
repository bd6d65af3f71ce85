/*
 * WebSocket connections: RFC 6455 by libwebsockets, reassembled under limits of size, rate and
 * time, decoded by proto, handed to the service whose table names the message. The byte-capped
 * outbox (256 KiB) and its flush are outbox.c's.
 */
#ifndef FRONTDESK_WS_H
#define FRONTDESK_WS_H

#include "call/call.h"
#include "sockets/hub.h"

struct frame;
struct parts;
struct sockets;
struct ws_connection;

struct sockets *sockets_new(struct parts *parts);
void sockets_free(struct sockets **sockets);

/* Queues a frame, which is written when the loop's turn ends; a lazy one together with whatever is
 * written next, after 40 ms at most. A connection over its cap is closed as a slow consumer. */
void ws_send(struct ws_connection *connection, struct frame *frame);
/* Writes what was queued when the loop's turn ends, lazy or not. */
void ws_hurry(struct ws_connection *connection);
/* NULL when it has gone. */
struct ws_connection *ws_find(const struct sockets *sockets, struct ws_handle handle);
struct ws_handle ws_handle_of(const struct ws_connection *connection);
/* How much memory the one that holds most has; lets all go that hold at least so much, and says how
 * many. */
size_t ws_heaviest(const struct sockets *sockets);
size_t ws_shed(struct sockets *sockets, size_t least);
/* What it takes of the worker; NULL without limits, and for an event stream. */
struct share *ws_share(const struct ws_connection *connection);
const struct who *ws_who(const struct ws_connection *connection);
struct tenant *ws_tenant(const struct ws_connection *connection); /* borrowed */
/* Where the hub keeps what the connection listens to. */
struct hub_seat *ws_hub_seat(struct ws_connection *connection);
/* Makes the connection this person's, after hello. Takes a reference to the tenant. */
void ws_authenticate(
	struct ws_connection *connection, struct tenant *tenant, const struct who *who);
/* Close codes of RFC 6455, 7.4, and our own of the 4000 range. */
enum ws_close {
	WS_CLOSE_NORMAL = 1000,
	WS_CLOSE_GOING_AWAY = 1001,
	WS_CLOSE_PROTOCOL = 1002,
	WS_CLOSE_UNSUPPORTED = 1003,
	WS_CLOSE_UTF8 = 1007,
	WS_CLOSE_POLICY = 1008,
	WS_CLOSE_TOO_BIG = 1009,
	WS_CLOSE_SIGNED_OUT = 4001,
	WS_CLOSE_SLOW = 4002,
	WS_CLOSE_RATE = 4003
};
void ws_close(struct ws_connection *connection, enum ws_close code);
/* Whether it was closed for good: its sign-in has ended, or nothing was heard of it any more. */
bool ws_has_left(const struct ws_connection *connection);
/* Closes every socket of a sign-in (nil: any), of a user, except one sign-in: sign-out,
 * password change, role change, disabled agent. */
void ws_close_user(struct sockets *sockets, struct uuid user_id, struct uuid sign_in_id,
	struct uuid except_sign_in_id);
/* Sends everybody away, at the drain's pace: what they hold is void, and they load it anew. */
void ws_send_all_away(struct sockets *sockets);
/* Closes every socket of a tenant's visitor; their pages come back, with a newer token perhaps. */
void ws_close_visitor(struct sockets *sockets, struct uuid tenant_id, struct text visitor_id);

#endif
