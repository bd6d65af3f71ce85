/* A loop with the room on it, and servers on the same loop that do as they are told. */
#ifndef FRONTDESK_OUTSIDE_STAGE_H
#define FRONTDESK_OUTSIDE_STAGE_H

#include "unit.h"

#include <netdb.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <uv.h>

#include "outside/outside.h"

enum { STAGE_PATIENCE_MS = 60000, PEER_INPUT_MAX = 4 * 1024 * 1024, PEER_CHUNK = 65536 };

struct peer;

/* A server of a test: what it hears of each connection goes to `heard`, all of it each time. */
struct server {
	uv_tcp_t tcp;
	int port;
	const char *greeting;
	void (*heard)(struct peer *peer);
	size_t connections;
	char *last; /* all that the last connection said that has ended */
	size_t last_size;
};

struct peer {
	uv_tcp_t tcp;
	uv_timer_t timer;
	struct server *server;
	char chunk[PEER_CHUNK];
	char *input;
	size_t size, step;
	bool is_closing;
	int handles;
};

static struct {
	uv_loop_t loop;
	struct settings settings;
	struct env env;
	struct arena arena;
	struct outside *outside;
	struct server server;
	const char *reason;
	/* What names lead to; it waits while `is_held`. */
	const char *name, *address;
	bool is_held;
	uv_mutex_t mutex;
	uv_cond_t released;
} stage;

/* --- names ------------------------------------------------------------------------------------ */
/* libcurl's look-ups come here, each from its own thread: the program's goes before libc's. */
int getaddrinfo(const char *restrict node, const char *restrict service,
	const struct addrinfo *restrict hints, struct addrinfo **restrict ret_found)
{
	uv_mutex_lock(&stage.mutex);
	while (stage.is_held)
		uv_cond_wait(&stage.released, &stage.mutex);
	bool is_known = stage.name && strcmp(node, stage.name) == 0 &&
			(hints->ai_family == AF_INET || hints->ai_family == AF_UNSPEC);
	const char *written = stage.address;
	uv_mutex_unlock(&stage.mutex);
	if (!is_known)
		return EAI_NONAME;
	struct {
		struct addrinfo info;
		struct sockaddr_in address;
	} *made = calloc(1, sizeof(*made));
	(void)uv_ip4_addr(written, atoi(service), &made->address);
	made->info = (struct addrinfo){.ai_family = AF_INET,
		.ai_socktype = SOCK_STREAM,
		.ai_protocol = IPPROTO_TCP,
		.ai_addrlen = sizeof(made->address),
		.ai_addr = (struct sockaddr *)&made->address};
	*ret_found = &made->info;
	return 0;
}

static inline void name_leads_to(const char *name, const char *address)
{
	uv_mutex_lock(&stage.mutex);
	stage.name = name;
	stage.address = address;
	uv_mutex_unlock(&stage.mutex);
}

static inline void hold_names(bool is_held)
{
	uv_mutex_lock(&stage.mutex);
	stage.is_held = is_held;
	uv_cond_broadcast(&stage.released);
	uv_mutex_unlock(&stage.mutex);
}

/* --- servers ---------------------------------------------------------------------------------- */
static inline void peer_gone(uv_handle_t *handle)
{
	struct peer *peer = handle->data;
	if (--peer->handles > 0)
		return;
	free(peer->server->last);
	peer->server->last = peer->input;
	peer->server->last_size = peer->size;
	free(peer);
}

static inline void peer_close(struct peer *peer)
{
	if (peer->is_closing)
		return;
	peer->is_closing = true;
	uv_close((uv_handle_t *)&peer->tcp, peer_gone);
	uv_close((uv_handle_t *)&peer->timer, peer_gone);
}

static inline void peer_reset(struct peer *peer)
{
	peer->is_closing = true;
	(void)uv_tcp_close_reset(&peer->tcp, peer_gone);
	uv_close((uv_handle_t *)&peer->timer, peer_gone);
}

static inline void peer_written(uv_write_t *write, int status)
{
	free(write);
}

static inline void peer_say_bytes(struct peer *peer, const char *bytes, size_t size)
{
	struct {
		uv_write_t write;
		char bytes[];
	} *said = malloc(sizeof(*said) + size);
	memcpy(said->bytes, bytes, size);
	uv_buf_t buffer = uv_buf_init(said->bytes, (unsigned)size);
	if (uv_write(&said->write, (uv_stream_t *)&peer->tcp, &buffer, 1, peer_written) != 0)
		free(said);
}

static inline void peer_say(struct peer *peer, const char *words)
{
	peer_say_bytes(peer, words, strlen(words));
}

static inline void peer_ended(uv_shutdown_t *shutdown, int status)
{
	free(shutdown);
}

/* Says nothing more. */
static inline void peer_end(struct peer *peer)
{
	uv_shutdown_t *shutdown = calloc(1, sizeof(*shutdown));
	if (uv_shutdown(shutdown, (uv_stream_t *)&peer->tcp, peer_ended) != 0)
		free(shutdown);
}

static inline bool peer_has_heard(const struct peer *peer, const char *words)
{
	return memmem(peer->input, peer->size, words, strlen(words)) != NULL;
}

static inline void peer_lend(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buffer)
{
	struct peer *peer = handle->data;
	*ret_buffer = uv_buf_init(peer->chunk, sizeof(peer->chunk));
}

static inline void peer_heard(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer)
{
	struct peer *peer = stream->data;
	if (size < 0) {
		peer_close(peer);
		return;
	}
	assert_true(peer->size + (size_t)size < PEER_INPUT_MAX);
	peer->input = realloc(peer->input, peer->size + (size_t)size + 1);
	memcpy(peer->input + peer->size, peer->chunk, (size_t)size);
	peer->size += (size_t)size;
	peer->input[peer->size] = '\0';
	if (size > 0)
		peer->server->heard(peer);
}

static inline void server_accept(uv_stream_t *stream, int status)
{
	struct server *server = stream->data;
	struct peer *peer = calloc(1, sizeof(*peer));
	peer->server = server;
	peer->tcp.data = peer->timer.data = peer;
	peer->handles = 2;
	(void)uv_tcp_init(&stage.loop, &peer->tcp);
	(void)uv_timer_init(&stage.loop, &peer->timer);
	server->connections++;
	(void)uv_accept(stream, (uv_stream_t *)&peer->tcp);
	(void)uv_read_start((uv_stream_t *)&peer->tcp, peer_lend, peer_heard);
	if (server->greeting)
		peer_say(peer, server->greeting);
}

static inline void server_begin(struct server *server)
{
	struct sockaddr_in address;
	int size = sizeof(address);
	(void)uv_ip4_addr("127.0.0.1", 0, &address);
	(void)uv_tcp_init(&stage.loop, &server->tcp);
	server->tcp.data = server;
	assert_int_equal(uv_tcp_bind(&server->tcp, (const struct sockaddr *)&address, 0), 0);
	assert_int_equal(uv_listen((uv_stream_t *)&server->tcp, 128, server_accept), 0);
	(void)uv_tcp_getsockname(&server->tcp, (struct sockaddr *)&address, &size);
	server->port = ntohs(address.sin_port);
}

/* --- the room --------------------------------------------------------------------------------- */
static inline int stage_begin_with(const char *networks, const char *ca)
{
	memset(&stage, 0, sizeof(stage));
	outside_prepare();
	(void)uv_mutex_init(&stage.mutex);
	(void)uv_cond_init(&stage.released);
	(void)uv_loop_init(&stage.loop);
	arena_init(&stage.arena);
	stage.settings = (struct settings){.outside_networks = networks,
		.outside_ca = ca,
		.public_url = "https://desk.example",
		.smtp_server = "",
		.mail_sender = ""};
	stage.env = (struct env){.loop = &stage.loop,
		.settings = &stage.settings,
		.wheel = wheel_new(&stage.loop),
		.drain_ms = 200};
	stage.outside = outside_new(&stage.env, &stage.arena, &stage.reason);
	server_begin(&stage.server);
	return stage.outside ? 0 : -1;
}

static inline int stage_begin(void **state)
{
	return stage_begin_with("127.0.0.0/8", "");
}

static inline void close_peers(uv_handle_t *handle, void *context)
{
	if (handle->type == UV_TCP && handle != (uv_handle_t *)&stage.server.tcp)
		peer_close(handle->data);
}

static inline int stage_end(void **state)
{
	outside_free(&stage.outside);
	wheel_free(&stage.env.wheel);
	uv_walk(&stage.loop, close_peers, NULL);
	uv_close((uv_handle_t *)&stage.server.tcp, NULL);
	(void)uv_run(&stage.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&stage.loop), 0);
	free(stage.server.last);
	arena_done(&stage.arena);
	return 0;
}

/* Whether it was waited for, or the process had no processor, the message tells. */
static inline void stage_late(uv_timer_t *timer)
{
	fail_msg("nothing came; until now the process had %ld ms of a processor",
		(long)(clock() / (CLOCKS_PER_SEC / 1000)));
}

/* Lets the loop turn until it is so. */
static inline void stage_await(bool (*is_so)(void))
{
	uv_timer_t patience;
	(void)uv_timer_init(&stage.loop, &patience);
	(void)uv_timer_start(&patience, stage_late, STAGE_PATIENCE_MS, 0);
	while (!is_so())
		(void)uv_run(&stage.loop, UV_RUN_ONCE);
	uv_close((uv_handle_t *)&patience, NULL);
	(void)uv_run(&stage.loop, UV_RUN_NOWAIT);
}

#define stage_test(name) cmocka_unit_test_setup_teardown(name, stage_begin, stage_end)

#endif
