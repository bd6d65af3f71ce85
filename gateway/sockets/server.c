/*
 * The lws context, and the way of a socket into it: server_upgrade remembers the client's head as
 * an `upgrade`, lws adopts the socket with a handshake that we wrote ourselves (its parser sees
 * nothing of the client's), and upgrade.c asks for the remembered head until the socket is made.
 */
#include "sockets/server.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/memory.h"
#include "call/parts.h"
#include "net/governor.h"
#include "net/http_connection.h"
#include "net/http_head.h"
#include "net/site.h"
#include "net/socket_options.h"

enum {
	RX_BUFFER_SIZE = 128, /* a part of each socket; lws delivers larger frames in parts */
	TX_PACKET_SIZE = 64 * 1024,
	HEADER_POOL = 64, /* heads in parsing: each is parsed as it is adopted */
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
	struct parts *parts;
	struct lws_context *context;
	struct lws_vhost *vhost;
	struct upgrade *adopting; /* while lws adopts its socket */
	size_t sockets;           /* that lws has */
	void *loops[1];
};

static struct server *server_of(struct lws *wsi)
{
	return lws_context_user(lws_get_context(wsi));
}

struct parts *server_parts(struct lws *wsi)
{
	return server_of(wsi)->parts;
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

/* --- callbacks --------------------------------------------------------------------------- */
static int begin_socket(struct lws *wsi)
{
	struct server *server = server_of(wsi);
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
		server_of(wsi)->sockets--;
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
enum err server_check_upgrade(
	const struct server *server, const struct http_head *head, const char **ret_detail)
{
	struct text offered = http_head_find(head, "sec-websocket-protocol");
	*ret_detail = "There is no WebSocket at this path";
	if (!text_equals(head->path, TEXT(SERVER_VISITOR_WS_PATH)) &&
		!text_equals(head->path, TEXT(SERVER_AGENT_WS_PATH)))
		return ERR_ABSENT;
	*ret_detail = "The subprotocol must be " SERVER_PROTOCOL;
	if (!http_list_has(offered, SERVER_PROTOCOL))
		return ERR_INVALID;
	*ret_detail = "This worker is about to end";
	return server->parts->env.is_draining ? ERR_BUSY : ERR_NONE;
}

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

void server_upgrade(struct server *server, const struct http_handover *handover)
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
		site_client(server->parts->site, &upgrade->arena, handover->peer, &upgrade->head);
	upgrade->share = handover->share;
	arena_init(&arena);
	struct text frames = {input.data + head_size, input.size - head_size};
	upgrade->is_unmasked = ws_has_unmasked(frames);
	struct text handshake = write_handshake(&arena, &upgrade->head, frames);
	socket_bound(handover->socket);
	server->adopting = upgrade;
	(void)lws_adopt_socket_vhost_readbuf(
		server->vhost, handover->socket, handshake.data, handshake.size);
	arena_done(&arena);
	free_upgrade(server->adopting); /* lws took it over, or else has closed the socket */
	server->adopting = NULL;
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
		.user = server,
		.pt_serv_buf_size = SERVER_READ_BUFFER_SIZE,
		.max_http_header_pool2 = HEADER_POOL,
		.retry_and_idle_policy = &no_pings,
		.protocols = protocols,
		.vhost_name = "sockets",
		.gid = -1, /* no change of user */
		.uid = -1,
	};
	server->loops[0] = server->parts->env.loop;
	lws_set_log_level(0, NULL);
	server->context = lws_create_context(&info);
	if (server->context)
		server->vhost = lws_create_vhost(server->context, &info);
	return server->vhost != NULL;
}

/* lws ends on a foreign loop in two phases: its handles close as the loop turns, and only then may
 * its memory go. What closed sockets still report arrives in between. */
static void end_context(struct server *server)
{
	uv_loop_t *loop = server->parts->env.loop;
	lws_context_destroy(server->context);
	for (int i = 0; i < CLOSE_TURNS_MAX && server->sockets; i++)
		(void)uv_run(loop, UV_RUN_NOWAIT);
	for (int i = 0; i < CLOSE_TURNS; i++)
		(void)uv_run(loop, UV_RUN_NOWAIT);
	lws_context_destroy(server->context);
}

struct server *server_new(struct parts *parts)
{
	struct server *server = MEMORY_NEW(struct server);
	server->parts = parts;
	if (!make_context(server))
		server_free(&server);
	return server;
}

size_t server_sockets(const struct server *server)
{
	return server->sockets;
}

void server_free(struct server **server)
{
	if (!*server)
		return;
	if ((*server)->context)
		end_context(*server);
	free(*server);
	*server = NULL;
}
