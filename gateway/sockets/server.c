/*
 * The lws context, and the way of a socket into it: server_upgrade remembers the client's head as
 * an `upgrade`, lws adopts the socket with a handshake that we wrote ourselves (its parser sees
 * nothing of the client's), and ws.c asks for the remembered head until the socket is established.
 */
#include "sockets/server.h"

#include <assert.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "base/memory.h"
#include "net/accept.h"
#include "net/descriptors.h"
#include "net/governor.h"
#include "net/http_connection.h"
#include "net/http_head.h"
#include "net/proxies.h"
#include "net/proxy_wait.h"
#include "net/tls.h"
#include "process/seat.h"

enum {
	RX_BUFFER_SIZE = 128, /* a part of each socket; lws delivers larger frames in parts */
	TX_PACKET_SIZE = 64 * 1024,
	HEADER_POOL = 64,             /* heads in parsing: each is parsed as it is adopted */
	SEND_BUFFER_SIZE = 32 * 1024, /* the kernel takes twice that, with its own overhead */
	TURNED_AWAY_MS = 5000,        /* when to come again */
	SILENCE_MS = 60000,           /* unacknowledged this long, the client has gone */
	CLOSE_TURNS_MAX = 1000,
	CLOSE_TURNS = 4 /* sockets' handles, then those of lws itself */
};

/* An opening handshake that lws is about to answer. */
struct upgrade {
	struct arena arena;
	struct http_head head;
	struct text peer;    /* after trusted proxies */
	struct share *share; /* until the socket has taken it */
	bool is_unmasked;    /* a frame that came along */
};

struct server {
	struct gateway *gateway;
	struct lws_context *context;
	struct lws_vhost *vhost;
	struct acceptor *acceptors[LISTENERS_MAX]; /* up to the first NULL */
	struct http_connections *connections;
	struct tls *tls;           /* NULL: plain HTTP */
	struct proxy_waits *waits; /* NULL: nobody sends the PROXY protocol's header */
	const struct proxies *proxies;
	const struct forwarded_header *forwarded; /* in which they name the client */
	struct text origin;
	struct upgrade *adopting; /* while lws adopts its socket */
	size_t sockets;           /* that lws has */
	size_t connections_max;   /* what the settings allow and the descriptors carry */
	void *loops[1];
};

struct gateway *server_gateway(struct lws *wsi)
{
	return lws_context_user(lws_get_context(wsi));
}

/* --- an upgrade's head ------------------------------------------------------------------- */
/* Stands for the head that a socket had before it was established. */
static struct upgrade forgotten;

static struct upgrade *upgrade_of(struct lws *wsi)
{
	struct upgrade *upgrade = lws_get_opaque_user_data(wsi);
	return upgrade == &forgotten ? NULL : upgrade;
}

static void free_upgrade(struct upgrade *upgrade)
{
	if (upgrade) {
		share_close(&upgrade->share);
		arena_done(&upgrade->arena);
	}
	free(upgrade);
}

struct text server_header(struct lws *wsi, struct arena *arena, const char *name)
{
	struct upgrade *upgrade = upgrade_of(wsi);
	return upgrade ? arena_copy(arena, http_head_find(&upgrade->head, name)) : TEXT_ABSENT;
}

bool server_came_unmasked(struct lws *wsi)
{
	const struct upgrade *upgrade = upgrade_of(wsi);
	return upgrade && upgrade->is_unmasked;
}

struct text server_path(struct lws *wsi, struct arena *arena)
{
	struct upgrade *upgrade = upgrade_of(wsi);
	return upgrade ? arena_copy(arena, upgrade->head.path) : TEXT_ABSENT;
}

struct text server_peer(struct lws *wsi, struct arena *arena)
{
	struct upgrade *upgrade = upgrade_of(wsi);
	return upgrade ? arena_copy(arena, upgrade->peer) : TEXT_ABSENT;
}

struct share *server_share(struct lws *wsi)
{
	const struct upgrade *upgrade = upgrade_of(wsi);
	return upgrade ? upgrade->share : NULL;
}

struct share *server_take_share(struct lws *wsi)
{
	struct share *share = server_share(wsi);
	if (share)
		upgrade_of(wsi)->share = NULL;
	return share;
}

void server_leave_share(struct lws *wsi, struct share **share)
{
	if (!*share)
		return;
	struct upgrade *left = MEMORY_NEW(struct upgrade);
	arena_init(&left->arena);
	left->share = *share;
	*share = NULL;
	share_leave(left->share);
	lws_set_opaque_user_data(wsi, left);
}

struct text server_client_address(const struct server *server, struct arena *arena,
	struct text peer, const struct http_head *head)
{
	return proxies_client(server->proxies, arena, peer, server->forwarded, head);
}

struct text server_origin(const struct gateway *gateway)
{
	return gateway->server->origin;
}

/* --- callbacks --------------------------------------------------------------------------- */
static int begin_socket(struct lws *wsi)
{
	struct server *server = server_gateway(wsi)->server;
	lws_set_opaque_user_data(wsi, server->adopting);
	server->adopting = NULL;
	server->sockets++;
	return 0;
}

static int end_socket(struct lws *wsi)
{
	bool was_begun = lws_get_opaque_user_data(wsi) != NULL;
	free_upgrade(upgrade_of(wsi));
	if (was_begun)
		server_gateway(wsi)->server->sockets--;
	return 0;
}

static int establish(struct lws *wsi, void *user, void *in, size_t size)
{
	int refusal = ws_lws_callback(wsi, LWS_CALLBACK_ESTABLISHED, user, in, size);
	free_upgrade(upgrade_of(wsi));
	lws_set_opaque_user_data(wsi, &forgotten);
	return refusal;
}

static int take_callback(
	struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size)
{
	switch (reason) {
	case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
		return begin_socket(wsi);
	case LWS_CALLBACK_ESTABLISHED:
		return establish(wsi, user, in, size);
	case LWS_CALLBACK_HTTP:
		return -1; /* only handshakes come here */
	case LWS_CALLBACK_WSI_DESTROY:
		return end_socket(wsi);
	default:
		return ws_lws_callback(wsi, reason, user, in, size);
	}
}

/* --- upgrading --------------------------------------------------------------------------- */
/* Our own words for it, and after them the frames that came along, which may hold any byte. */
static struct text write_handshake(
	struct arena *arena, const struct http_head *head, struct text frames)
{
	struct text words = arena_printf(arena,
		"GET %.*s HTTP/1.1\r\nHost: frontdesk\r\nUpgrade: websocket\r\n"
		"Connection: Upgrade\r\nSec-WebSocket-Key: %.*s\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Protocol: " SERVER_PROTOCOL "\r\n\r\n",
		TEXT_ARG(head->path), TEXT_ARG(http_head_find(head, "sec-websocket-key")));
	char *whole = arena_alloc(arena, words.size + frames.size);
	memcpy(whole, words.data, words.size);
	if (frames.size)
		memcpy(whole + words.size, frames.data, frames.size);
	return (struct text){whole, words.size + frames.size};
}

void server_limit_socket(int socket)
{
	const int size = SEND_BUFFER_SIZE;
	const unsigned silence_ms = SILENCE_MS;
	(void)setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	/* Not for the socket pairs of tls_relay.c, whose outer socket has it. */
	(void)setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &silence_ms, sizeof(silence_ms));
}

void server_upgrade(struct server *server, const struct server_handover *handover)
{
	struct upgrade *upgrade = MEMORY_NEW(struct upgrade);
	struct text input = handover->input;
	size_t head_size = handover->head_size;
	struct arena arena;
	const char *detail;
	arena_init(&upgrade->arena);
	struct text head = arena_copy(&upgrade->arena, (struct text){input.data, head_size});
	(void)http_head_parse(head, 0, &upgrade->head, &detail);
	upgrade->peer =
		server_client_address(server, &upgrade->arena, handover->peer, &upgrade->head);
	upgrade->share = handover->share;
	arena_init(&arena);
	struct text frames = {input.data + head_size, input.size - head_size};
	upgrade->is_unmasked = ws_has_unmasked(frames);
	struct text handshake = write_handshake(&arena, &upgrade->head, frames);
	server_limit_socket(handover->socket);
	server->adopting = upgrade;
	(void)lws_adopt_socket_vhost_readbuf(
		server->vhost, handover->socket, handshake.data, handshake.size);
	arena_done(&arena);
	free_upgrade(server->adopting); /* lws took it over, or else has closed the socket */
	server->adopting = NULL;
}

/* --- accepting --------------------------------------------------------------------------- */
/* Connections whose header of the PROXY protocol has not come. */
static size_t waiting(const struct server *server)
{
	return server->waits ? proxy_waits_count(server->waits) : 0;
}

/* Connections that have not become sockets of lws. */
static size_t connections(const struct server *server)
{
	return http_connections_count(server->connections) + waiting(server);
}

static bool is_full(const struct server *server)
{
	size_t open = server->tls ? tls_count(server->tls) + waiting(server)
				  : connections(server) + server->sockets;
	return open >= server->connections_max;
}

/* A connection that waits for a request, or for its handshake's next step, gives way to one that
 * may have a request. */
static bool has_room(struct server *server)
{
	if (!is_full(server))
		return true;
	if (!(server->tls && tls_make_room(server->tls)) &&
		!http_connections_make_room(server->connections))
		return false;
	governor_tell(server->gateway->governor, GOVERNOR_MADE_ROOM);
	return true;
}

/* A trusted proxy's connections are many clients'. */
static bool is_common(const struct server *server, struct text peer)
{
	return proxies_trust(server->proxies, peer);
}

static struct share *open_share(const struct server *server, int socket, struct text peer)
{
	return share_open(
		server->gateway->governor, socket, is_common(server, peer) ? TEXT("") : peer);
}

/* Within TLS nothing can be said before its handshake, which costs more than the refusal. */
static void turn_away(struct server *server, int socket, enum governor_act act)
{
	governor_tell(server->gateway->governor, act);
	if (server->tls)
		(void)close(socket);
	else if (act == GOVERNOR_CROWDED)
		http_connection_turn_away(server->connections, socket, ERR_TOO_MANY,
			"This address has as many connections as one may", TURNED_AWAY_MS);
	else
		http_connection_turn_away(
			server->connections, socket, ERR_BUSY, NULL, TURNED_AWAY_MS);
}

/* The peer is who asks, or a proxy that has said for whom. */
static void take_named(struct gateway *gateway, int socket, struct text peer)
{
	struct server *server = gateway->server;
	if (!is_common(server, peer) && governor_is_crowded(gateway->governor, peer))
		turn_away(server, socket, GOVERNOR_CROWDED);
	else if (!has_room(server))
		turn_away(server, socket, GOVERNOR_FULL);
	else if (server->tls)
		tls_open(server->tls, socket, peer, open_share(server, socket, peer));
	else
		http_connection_open(
			server->connections, socket, peer, open_share(server, socket, peer));
}

static void take_connection(struct gateway *gateway, int socket, struct text peer)
{
	struct server *server = gateway->server;
	if (!server->waits || !proxies_trust(server->proxies, peer))
		take_named(gateway, socket, peer);
	else if (has_room(server))
		proxy_wait_open(server->waits, socket, peer);
	else
		turn_away(server, socket, GOVERNOR_FULL);
}

static void take_decrypted(
	struct gateway *gateway, int socket, struct text peer, struct share *share)
{
	http_connection_open(gateway->server->connections, socket, peer, share);
}

/* --- life -------------------------------------------------------------------------------- */
static const struct lws_protocols protocols[] = {
	{SERVER_PROTOCOL, take_callback, 0, RX_BUFFER_SIZE, 0, NULL, TX_PACKET_SIZE},
	{NULL, NULL, 0, 0, 0, NULL, 0},
};

/* Its validity pings would put every socket into a sorted list of timers. */
static const lws_retry_bo_t no_pings = {.retry_ms_table_count = 0};

static bool make_context(struct server *server)
{
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
			   LWS_SERVER_OPTION_VALIDATE_UTF8,
		.foreign_loops = server->loops,
		.user = server->gateway,
		.pt_serv_buf_size = SERVER_READ_BUFFER_SIZE,
		.max_http_header_pool2 = HEADER_POOL,
		.retry_and_idle_policy = &no_pings,
		.protocols = protocols,
		.vhost_name = "sockets",
		.gid = -1, /* no change of user */
		.uid = -1,
	};
	server->loops[0] = server->gateway->env.loop;
	lws_set_log_level(0, NULL);
	server->context = lws_create_context(&info);
	if (server->context)
		server->vhost = lws_create_vhost(server->context, &info);
	return server->vhost != NULL;
}

static struct text read_origin(const char *public_url, struct arena *arena)
{
	struct text url = text_from(public_url);
	bool is_http =
		text_starts_with(url, TEXT("http://")) || text_starts_with(url, TEXT("https://"));
	const char *host = is_http ? strstr(public_url, "://") + 3 : NULL;
	if (!host || !*host || *host == '/')
		return TEXT_ABSENT;
	const char *slash = strchr(host, '/');
	if (slash)
		url.size = (size_t)(slash - public_url);
	return arena_copy(arena, url);
}

static bool read_settings(struct server *server, struct arena *arena, const char **ret_reason)
{
	const struct settings *settings = server->gateway->env.settings;
	server->origin = read_origin(settings->public_url, arena);
	server->proxies = proxies_read(arena, text_from(settings->trusted_proxies));
	server->forwarded = forwarded_find(text_from(settings->forwarded_header));
	if (text_is_absent(server->origin))
		*ret_reason = "public_url must be a URL such as https://desk.example";
	else if (!server->proxies)
		*ret_reason = "trusted_proxies must be addresses or networks by commas, such as "
			      "10.0.0.0/8, ::1";
	else if (!server->forwarded)
		*ret_reason = "forwarded_header must be X-Forwarded-For, Forwarded or none";
	else if (settings->proxy_protocol && proxies_is_empty(server->proxies) &&
		 !strstr(settings->listen, "unix:"))
		*ret_reason =
			"proxy_protocol needs trusted_proxies: whose header is to be believed?";
	else
		return true;
	return false;
}

/* The last step before the loop turns. The sockets are the supervisor's, and stay when this process
 * goes. */
static bool start_accepting(struct server *server, const char **ret_reason)
{
	struct gateway *gateway = server->gateway;
	const struct post *post = gateway->post;
	for (size_t i = 0; i < post->socket_count; i++) {
		*ret_reason = "a socket that waits for connections cannot listen";
		if (!listener_begin(post->sockets[i]))
			return false;
		*ret_reason = "a listening socket cannot be watched";
		server->acceptors[i] = acceptor_new(gateway, post->sockets[i], take_connection);
		if (!server->acceptors[i])
			return false;
	}
	return true;
}

/* Before libwebsockets makes its table, which is as large as the limit then is. */
static bool take_descriptors(struct server *server, const char **ret_reason)
{
	const struct gateway *gateway = server->gateway;
	server->connections_max = descriptors_take(gateway->env.settings);
	*ret_reason = "the descriptor limit leaves none for connections; raise LimitNOFILE "
		      "(ulimit -n)";
	if (server->connections_max < (size_t)gateway->env.settings->connections_max)
		log_say(gateway->env.log, LOG_WARN,
			"the descriptor limit carries fewer connections than connections_max",
			LOG_F_NUMBER("connections", server->connections_max),
			LOG_F_NUMBER("connections_max", gateway->env.settings->connections_max));
	return server->connections_max > 0;
}

static bool begin(struct server *server, struct arena *arena, const char **ret_reason)
{
	const struct settings *settings = server->gateway->env.settings;
	if (!read_settings(server, arena, ret_reason) || !take_descriptors(server, ret_reason))
		return false;
	server->gateway->governor = governor_new(server->gateway, server->connections_max);
	if (settings->proxy_protocol)
		server->waits = proxy_waits_new(server->gateway, take_named);
	if (!make_context(server)) {
		*ret_reason = "libwebsockets cannot start on libuv; install libwebsockets-evlib-uv";
		return false;
	}
	if (*settings->tls_certificate || *settings->tls_key) {
		server->tls = tls_new(server->gateway, take_decrypted, ret_reason);
		if (!server->tls)
			return false;
	}
	return start_accepting(server, ret_reason);
}

struct server *server_new(struct gateway *gateway, struct arena *arena, const char **ret_reason)
{
	struct server *server = MEMORY_NEW(struct server);
	server->gateway = gateway;
	server->connections = http_connections_new(gateway);
	if (!begin(server, arena, ret_reason))
		server_free(&server);
	return server;
}

void server_stop_accepting(struct server *server)
{
	bool is_last = !seat_has_successor(server->gateway->post);
	for (size_t i = 0; i < LISTENERS_MAX; i++) {
		if (server->acceptors[i] && is_last)
			acceptor_empty(server->acceptors[i]);
		acceptor_free(&server->acceptors[i]);
	}
}

struct http_connections *server_connections(struct server *server)
{
	return server->connections;
}

void server_close_idle(struct server *server)
{
	http_connections_drain(server->connections);
	if (server->tls)
		tls_drain(server->tls);
}

bool server_is_idle(const struct server *server)
{
	return connections(server) == 0 && server->sockets == 0 &&
	       (!server->tls || tls_count(server->tls) == 0);
}

/* lws ends on a foreign loop in two phases: its handles close as the loop turns, and only then may
 * its memory go. What closed sockets still report arrives in between. */
static void end_context(struct server *server)
{
	uv_loop_t *loop = server->gateway->env.loop;
	lws_context_destroy(server->context);
	for (int i = 0; i < CLOSE_TURNS_MAX && server->sockets; i++)
		(void)uv_run(loop, UV_RUN_NOWAIT);
	for (int i = 0; i < CLOSE_TURNS; i++)
		(void)uv_run(loop, UV_RUN_NOWAIT);
	lws_context_destroy(server->context);
}

void server_free(struct server **server)
{
	if (!*server)
		return;
	for (size_t i = 0; i < LISTENERS_MAX; i++)
		acceptor_free(&(*server)->acceptors[i]);
	proxy_waits_free(&(*server)->waits);
	http_connections_free(&(*server)->connections);
	if ((*server)->context)
		end_context(*server);
	tls_free(&(*server)->tls);
	governor_free(&(*server)->gateway->governor);
	free(*server);
	*server = NULL;
}
