/*
 * Accepting: who gets a place, who makes one, who is told to come again; and through which of the
 * PROXY protocol, TLS and HTTP each connection goes.
 */
#include "process/front.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "mail/lmtp.h"
#include "net/accept.h"
#include "net/descriptors.h"
#include "net/governor.h"
#include "net/http_connection.h"
#include "net/proxies.h"
#include "net/proxy_wait.h"
#include "net/site.h"
#include "net/tls.h"
#include "rest/http.h"
#include "sockets/server.h"
#include "sockets/ws.h"

enum { TURNED_AWAY_MS = 5000 /* when to come again */ };

struct front {
	struct parts *parts;
	struct site site;
	struct server *server;
	struct acceptor *acceptors[LISTENERS_MAX]; /* up to the first NULL */
	struct accept_taker all;   /* takes every connection, from clients and proxies */
	struct accept_taker mail;  /* takes those of the mail server's */
	struct accept_taker named; /* takes those of which is known whose they are */
	struct proxy_waits *waits; /* NULL: nobody sends the PROXY protocol's header */
	struct tls *tls;           /* NULL: plain HTTP */
	struct tls_taker decrypted;
	struct http_connections *connections;
	struct http_taker requests;
	struct governor_holder holder;
	size_t connections_max; /* what the settings allow and the descriptors carry */
};

/* --- accepting --------------------------------------------------------------------------- */
/* Connections whose header of the PROXY protocol has not come. */
static size_t waiting(const struct front *front)
{
	return front->waits ? proxy_waits_count(front->waits) : 0;
}

/* Connections that have not become sockets of lws. */
static size_t connections(const struct front *front)
{
	return http_connections_count(front->connections) + waiting(front);
}

static bool is_full(const struct front *front)
{
	size_t open = front->tls ? tls_count(front->tls) + waiting(front)
				 : connections(front) + server_sockets(front->server);
	return open >= front->connections_max;
}

/* A connection that waits for a request, or for its handshake's next step, gives way to one that
 * may have a request. */
static bool has_room(struct front *front)
{
	if (!is_full(front))
		return true;
	if (!(front->tls && tls_make_room(front->tls)) &&
		!http_connections_make_room(front->connections))
		return false;
	governor_tell(front->parts->governor, GOVERNOR_MADE_ROOM);
	return true;
}

/* A trusted proxy's connections are many clients'. */
static bool is_common(const struct front *front, struct text peer)
{
	return proxies_trust(front->site.proxies, peer);
}

static struct share *open_share(const struct front *front, int socket, struct text peer)
{
	return share_open(front->parts->governor, socket, is_common(front, peer) ? TEXT("") : peer);
}

/* Within TLS nothing can be said before its handshake, which costs more than the refusal. */
static void turn_away(struct front *front, int socket, enum governor_act act)
{
	governor_tell(front->parts->governor, act);
	if (front->tls)
		(void)close(socket);
	else if (act == GOVERNOR_CROWDED)
		http_connection_turn_away(front->connections, socket, ERR_TOO_MANY,
			"This address has as many connections as one may", TURNED_AWAY_MS);
	else
		http_connection_turn_away(
			front->connections, socket, ERR_BUSY, NULL, TURNED_AWAY_MS);
}

/* The peer is who asks, or a proxy that has said for whom. */
static void take_named(struct accept_taker *taker, int socket, struct text peer)
{
	struct front *front = CONTAINER_OF(taker, struct front, named);
	if (!is_common(front, peer) && governor_is_crowded(front->parts->governor, peer))
		turn_away(front, socket, GOVERNOR_CROWDED);
	else if (!has_room(front))
		turn_away(front, socket, GOVERNOR_FULL);
	else if (front->tls)
		tls_open(front->tls, socket, peer, open_share(front, socket, peer));
	else
		http_connection_open(
			front->connections, socket, peer, open_share(front, socket, peer));
}

static void take_connection(struct accept_taker *taker, int socket, struct text peer)
{
	struct front *front = CONTAINER_OF(taker, struct front, all);
	if (!front->waits || !proxies_trust(front->site.proxies, peer))
		take_named(&front->named, socket, peer);
	else if (has_room(front))
		proxy_wait_open(front->waits, socket, peer);
	else
		turn_away(front, socket, GOVERNOR_FULL);
}

static void take_mail(struct accept_taker *taker, int socket, struct text peer)
{
	lmtp_open(CONTAINER_OF(taker, struct front, mail)->parts->mail, socket);
}

static void take_decrypted(
	struct tls_taker *taker, int socket, struct text peer, struct share *share)
{
	struct front *front = CONTAINER_OF(taker, struct front, decrypted);
	http_connection_open(front->connections, socket, peer, share);
}

/* --- what comes in over HTTP ----------------------------------------------------------------- */
static void take_request(struct http_taker *taker, struct http_connection *connection,
	struct text bytes, size_t head_size)
{
	http_take(CONTAINER_OF(taker, struct front, requests)->parts, connection, bytes, head_size);
}

static enum err check_socket(
	struct http_taker *taker, const struct http_head *head, const char **ret_detail)
{
	struct front *front = CONTAINER_OF(taker, struct front, requests);
	return server_check_upgrade(front->server, head, ret_detail);
}

static size_t body_most(struct http_taker *taker, const struct http_head *head)
{
	return http_body_most(CONTAINER_OF(taker, struct front, requests)->parts, head);
}

static void upgrade(struct http_taker *taker, const struct http_handover *handover)
{
	server_upgrade(CONTAINER_OF(taker, struct front, requests)->server, handover);
}

/* --- memory held for clients ----------------------------------------------------------------- */
static size_t heaviest(struct governor_holder *holder)
{
	struct front *front = CONTAINER_OF(holder, struct front, holder);
	size_t socket = ws_heaviest(front->parts->sockets);
	size_t request = http_connections_heaviest(front->connections);
	return socket > request ? socket : request;
}

static size_t shed(struct governor_holder *holder, size_t least)
{
	struct front *front = CONTAINER_OF(holder, struct front, holder);
	return ws_shed(front->parts->sockets, least) +
	       http_connections_shed(front->connections, least);
}

/* --- life -------------------------------------------------------------------------------- */
/* The last step before the loop turns. The sockets are the supervisor's, and stay when this process
 * goes. */
static bool start_accepting(
	struct front *front, const struct listeners *mail, const char **ret_reason)
{
	const struct env *env = &front->parts->env;
	const struct post *post = front->parts->post;
	for (size_t i = 0; i < post->socket_count; i++) {
		*ret_reason = "a socket that waits for connections cannot listen";
		if (!listener_begin(post->sockets[i]))
			return false;
		*ret_reason = "a listening socket cannot be watched";
		front->acceptors[i] = acceptor_new(env, post->sockets[i],
			listeners_have(mail, post->sockets[i]) ? &front->mail : &front->all);
		if (!front->acceptors[i])
			return false;
	}
	return true;
}

static bool start_accepting_all(struct front *front, struct arena *arena, const char **ret_reason)
{
	const char *addresses = front->parts->env.settings->lmtp_listen;
	struct listeners mail = {0};
	return (!*addresses || listener_read(arena, addresses, &mail, ret_reason)) &&
	       start_accepting(front, &mail, ret_reason);
}

/* Before libwebsockets makes its table, which is as large as the limit then is. */
static bool take_descriptors(struct front *front, const char **ret_reason)
{
	const struct env *env = &front->parts->env;
	front->connections_max = descriptors_take(env->settings);
	*ret_reason = "the descriptor limit leaves none for connections; raise LimitNOFILE "
		      "(ulimit -n)";
	if (front->connections_max < (size_t)env->settings->connections_max)
		log_say(env->log, LOG_WARN,
			"the descriptor limit carries fewer connections than connections_max",
			LOG_F_NUMBER("connections", front->connections_max),
			LOG_F_NUMBER("connections_max", env->settings->connections_max));
	return front->connections_max > 0;
}

static struct governor *make_governor(struct front *front)
{
	const struct post *post = front->parts->post;
	const struct governor_setup setup = {
		.connections_max = front->connections_max,
		.workers = post->seats->worker_count,
		.census = post->census,
		.column = seat_column(post->worker, post->seat),
		.holder = &front->holder,
	};
	return governor_new(&front->parts->env, &setup);
}

static bool begin(struct front *front, struct arena *arena, const char **ret_reason)
{
	struct parts *parts = front->parts;
	const struct settings *settings = parts->env.settings;
	if (!site_read(&front->site, settings, arena, ret_reason) ||
		!take_descriptors(front, ret_reason))
		return false;
	parts->site = &front->site;
	parts->governor = make_governor(front);
	if (settings->proxy_protocol)
		front->waits = proxy_waits_new(&parts->env, &front->named);
	front->server = server_new(parts);
	*ret_reason = "libwebsockets cannot start on libuv; install libwebsockets-evlib-uv";
	if (!front->server)
		return false;
	if (*settings->tls_certificate || *settings->tls_key) {
		front->tls = tls_new(&parts->env, &front->decrypted, ret_reason);
		if (!front->tls)
			return false;
	}
	return start_accepting_all(front, arena, ret_reason);
}

struct front *front_new(struct parts *parts, struct arena *arena, const char **ret_reason)
{
	struct front *front = MEMORY_NEW(struct front);
	front->parts = parts;
	front->all.take = take_connection;
	front->named.take = take_named;
	front->mail.take = take_mail;
	front->decrypted.take = take_decrypted;
	front->requests =
		(struct http_taker){take_request, http_abandon, check_socket, body_most, upgrade};
	front->holder = (struct governor_holder){heaviest, shed};
	front->connections = http_connections_new(&parts->env, &front->requests);
	if (!begin(front, arena, ret_reason))
		front_free(&front);
	return front;
}

void front_stop_accepting(struct front *front)
{
	bool is_last = !seat_has_successor(front->parts->post);
	for (size_t i = 0; i < LISTENERS_MAX; i++) {
		if (front->acceptors[i] && is_last)
			acceptor_empty(front->acceptors[i]);
		acceptor_free(&front->acceptors[i]);
	}
}

void front_close_idle(struct front *front)
{
	http_connections_drain(front->connections);
	if (front->tls)
		tls_drain(front->tls);
	lmtp_drain(front->parts->mail);
}

bool front_is_idle(const struct front *front)
{
	return connections(front) == 0 && server_sockets(front->server) == 0 &&
	       lmtp_is_idle(front->parts->mail) && (!front->tls || tls_count(front->tls) == 0);
}

void front_free(struct front **front)
{
	if (!*front)
		return;
	for (size_t i = 0; i < LISTENERS_MAX; i++)
		acceptor_free(&(*front)->acceptors[i]);
	proxy_waits_free(&(*front)->waits);
	http_connections_free(&(*front)->connections);
	server_free(&(*front)->server);
	tls_free(&(*front)->tls);
	governor_free(&(*front)->parts->governor);
	free(*front);
	*front = NULL;
}
