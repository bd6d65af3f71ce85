/*
 * The libwebsockets context on our loop: vhost, protocols, and the glue between its callbacks,
 * http.c and ws.c. The context's user is the gateway. lws listens nowhere itself: accept.c hands
 * it every connection.
 */
#ifndef FRONTDESK_SERVER_H
#define FRONTDESK_SERVER_H

#include "gateway.h"
#include "lws.h"

#define SERVER_PROTOCOL        "frontdesk.v1"
#define SERVER_VISITOR_WS_PATH "/api/support/chat/ws"
#define SERVER_AGENT_WS_PATH   "/api/admin/support/chat/ws"

enum {
	SERVER_HEADER_SIZE_MAX = 4096, /* one header's value that we are ready to look at */
	SERVER_ADDRESS_SIZE = 46       /* INET6_ADDRSTRLEN */
};

/* lws zeroes one of these for each WebSocket; ws.c hangs its connection into it. */
struct server;

struct ws_user {
	struct ws_connection *connection;
};

/* --- what ws.c exports to the server --------------------------------------------------------- */
/* Every callback of the protocol SERVER_PROTOCOL; `user` is a struct ws_user. An upgrade reaches
 * it first with LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: non-zero refuses it. By then the server
 * has made sure that it is a GET for one of the two paths, with exactly one `Upgrade: websocket`,
 * no body, and a head within its limits. */
int ws_lws_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t size);
struct sockets *sockets_new(struct gateway *gateway);
void sockets_free(struct sockets **sockets);
/* Says goodbye to every socket, paced, and takes no more; returns at once. */
void ws_drain(struct gateway *gateway);
/* Sends the `error` event that call_fail stands for to a CALL_SOCKET's connection. */
void ws_send_error(struct call *call, enum err err, const char *detail, uint64_t retry_ms);

/* --- what the server gives to ws.c and http.c -------------------------------------------------- */
struct gateway *server_gateway(struct lws *wsi);
/* Copies a header of the request being handled; absent when missing, empty, or over the limit.
 * `name` is lower-case, without the colon. The text is the arena's. */
struct text server_header(struct lws *wsi, struct arena *arena, const char *name);
/* The path without the query, as it was sent. */
struct text server_path(struct lws *wsi, struct arena *arena);
/* The peer's address as text, after trusted proxies. Needs the request's head. */
struct text server_peer(struct lws *wsi, struct arena *arena);
/* The address to hold responsible: the peer, or what X-Forwarded-For says behind trusted proxies. */
struct text server_client_address(const struct server *server, struct arena *arena,
	struct text peer, struct text forwarded);
/* The origin of public_url: "https://desk.example". What agents' requests must show. */
struct text server_origin(const struct gateway *gateway);

/* --- its own life ------------------------------------------------------------------------------ */
/* Makes the context and starts to accept. NULL with a sentence (cause and remedy) when it can't. */
struct server *server_new(struct gateway *gateway, struct arena *arena, const char **ret_reason);
/* Takes the socket of a checked opening handshake: its head, and the frames that came with it. */
void server_upgrade(struct server *server, int socket, struct text input, size_t head_size,
	struct text peer);
/* Accepts nothing more; what is open stays. */
void server_stop_accepting(struct server *server);
/* Ends the context; runs the loop until its handles have closed. */
void server_free(struct server **server);

#endif
