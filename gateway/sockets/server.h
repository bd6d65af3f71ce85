/*
 * The libwebsockets context on our loop, and the way of a socket into it. lws listens nowhere and
 * reads no head: whoever accepts and speaks HTTP hands over the sockets that ask for a WebSocket,
 * each with its head as it was checked, and lws gets a clean opening handshake in its place.
 */
#ifndef FRONTDESK_SERVER_H
#define FRONTDESK_SERVER_H

#include "base/arena.h"
#include "base/err.h"
#include "sockets/lws.h"

#define SERVER_PROTOCOL        "frontdesk.v1"
#define SERVER_VISITOR_WS_PATH "/api/support/chat/ws"
#define SERVER_AGENT_WS_PATH   "/api/admin/support/chat/ws"

enum {
	SERVER_READ_BUFFER_SIZE =
		16 * 1024 /* lws reads every socket into one buffer of this size */
};

struct http_handover;
struct http_head;
struct parts;
struct server;
struct share;

/* --- what the server asks of this room --------------------------------------------------- */
/* Every callback of the protocol SERVER_PROTOCOL; `user` is the connection once there is one. An
 * upgrade reaches it first with LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: non-zero refuses it, and
 * has been answered then. By that time the server has made sure that it is a GET for one of the two
 * paths, with exactly one `Upgrade: websocket`, no body, and a head within its limits. */
int ws_lws_callback(
	struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size);
/* Whether one of the frames that these bytes begin is unmasked. */
bool ws_has_unmasked(struct text frames);

/* --- what it tells of an upgrade --------------------------------------------------------- */
struct parts *server_parts(struct lws *wsi);
/* Of an upgrade's own head, as the client sent it: good until LWS_CALLBACK_ESTABLISHED has
 * returned; absent after that. The texts are the arena's. */
/* A header; absent when missing. `name` is without the colon. */
struct text server_header(struct lws *wsi, struct arena *arena, const char *name);
/* Whether a frame that came along with it is unmasked (RFC 6455, 5.1). */
bool server_came_unmasked(struct lws *wsi);
/* The path without the query. */
struct text server_path(struct lws *wsi, struct arena *arena);
/* The client's address, after trusted proxies. */
struct text server_peer(struct lws *wsi, struct arena *arena);
/* Its share, which stays with the upgrade; or becomes the caller's. */
struct share *server_share(struct lws *wsi);
struct share *server_take_share(struct lws *wsi);
/* Takes it back when the socket is served no more: for seconds lws goes on reading what comes. */
void server_leave_share(struct lws *wsi, struct share **share);

/* --- its own life ------------------------------------------------------------------------ */
/* Makes the context; NULL when libwebsockets cannot start. */
struct server *server_new(struct parts *parts);
/* Whether a complete opening handshake names one of our paths and our subprotocol. */
enum err server_check_upgrade(
	const struct server *server, const struct http_head *head, const char **ret_detail);
/* Takes the socket and the share. */
void server_upgrade(struct server *server, const struct http_handover *handover);
/* How many sockets it has. */
size_t server_sockets(const struct server *server);
/* Ends the context; its handles close as the loop runs on. */
void server_free(struct server **server);

#endif
