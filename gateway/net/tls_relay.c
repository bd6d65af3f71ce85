/*
 * One connection. TLS is ended on the client's socket, and what it held goes through a socket pair
 * to an HTTP connection, which may hand its end on to libwebsockets. A side is read only when the
 * other has taken everything, so that no more than one record waits in either direction. The end of
 * either side's bytes passes on as such: the other may go on speaking.
 */
#include "net/tls_private.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"

enum {
	SHAKING_NS = 2000000,   /* a turn of the loop spends on handshakes, and one more */
	OWN_MESSAGES_MAX = 100, /* renewed keys; an honest client sends one in 16 GB */
	UNSENT_SIZE_MAX =
		32 * 1024, /* that the kernel takes beyond what the client's window lets go */
	SILENCE_MS = 60000 /* unacknowledged this long, the client has gone */
};

static void client_ready(uv_poll_t *poll, int status, int events);
static void inner_ready(uv_poll_t *poll, int status, int events);
static void deadline_cb(struct timer *timer);

/* --- the end ----------------------------------------------------------------------------- */
static void drop_rest(struct relay_rest *rest)
{
	if (rest->data)
		explicit_bzero(rest->data, rest->size);
	free(rest->data);
	*rest = (struct relay_rest){0};
}

static void free_relay(uv_handle_t *handle)
{
	struct relay *relay = handle->data;
	if (--relay->open_handles == 0)
		free(relay);
}

static void close_side(uv_poll_t *poll, int socket)
{
	if (socket < 0)
		return;
	uv_close((uv_handle_t *)poll, free_relay);
	(void)close(socket);
}

static void leave_list(struct relay *relay)
{
	struct relay_list *list = relay->list;
	if (relay->prev)
		relay->prev->next = relay->next;
	else
		list->first = relay->next;
	if (relay->next)
		relay->next->prev = relay->prev;
	else
		list->last = relay->prev;
	list->count--;
}

static void join_list(struct relay *relay, struct relay_list *list, enum relay_state state)
{
	relay->state = state;
	relay->list = list;
	relay->next = NULL;
	relay->prev = list->last;
	if (relay->prev)
		relay->prev->next = relay;
	else
		list->first = relay;
	list->last = relay;
	list->count++;
}

void relay_end(struct relay *relay)
{
	leave_list(relay);
	wheel_cancel(relay->tls->env->wheel, &relay->deadline);
	share_recall(&relay->share);
	SSL_free(relay->ssl);
	drop_rest(&relay->up);
	drop_rest(&relay->down);
	close_side(&relay->inner, relay->inner_socket);
	close_side(&relay->client, relay->client_socket);
}

/* --- waiting ----------------------------------------------------------------------------- */
/* libuv forgets and adds the descriptor anew at every start: only for what changes. */
static void poll_for(uv_poll_t *poll, int *current, int events, uv_poll_cb ready)
{
	if (events == *current)
		return;
	*current = events;
	if (events)
		(void)uv_poll_start(poll, events, ready);
	else
		(void)uv_poll_stop(poll);
}

static bool owes_farewell(const struct relay *relay)
{
	return relay->is_inner_ended && relay->state == RELAY_OPEN;
}

static void watch(struct relay *relay)
{
	bool hears_client =
		!relay->is_client_ended && relay->up.size == 0 && !share_is_held(relay->share);
	bool tells_client = relay->down.size > 0 || (relay->wants_to_write && hears_client) ||
			    owes_farewell(relay);
	bool hears_inner = !relay->is_inner_ended && relay->down.size == 0;
	bool tells_inner = relay->up.size > 0;
	bool awaits_end = !hears_inner && !relay->is_inner_ended && !relay->is_flushing;
	poll_for(&relay->client, &relay->client_events,
		(hears_client ? UV_READABLE : 0) | (tells_client ? UV_WRITABLE : 0), client_ready);
	poll_for(&relay->inner, &relay->inner_events,
		(hears_inner ? UV_READABLE : 0) | (tells_inner ? UV_WRITABLE : 0) |
			(awaits_end ? UV_DISCONNECT : 0),
		inner_ready);
}

/* A handshake's next step waits for the client, or for room to write; who is held is not heard. */
static void watch_shaking(struct relay *relay)
{
	int events = relay->wants_to_write ? UV_WRITABLE : UV_READABLE;
	poll_for(&relay->client, &relay->client_events, share_is_held(relay->share) ? 0 : events,
		client_ready);
}

static void watch_share(struct share_reader *reader)
{
	struct relay *relay = CONTAINER_OF(reader, struct relay, reader);
	if (relay->state == RELAY_SHAKING)
		watch_shaking(relay);
	else
		watch(relay);
}

static void set_deadline(struct relay *relay, uint64_t delay_ms)
{
	wheel_set(relay->tls->env->wheel, &relay->deadline, delay_ms, deadline_cb);
}

static void count_failure(struct relay *relay)
{
	metric_add(relay->tls->env->metrics, METRIC_TLS_FAILED, 1);
}

static void deadline_cb(struct timer *timer)
{
	struct relay *relay = CONTAINER_OF(timer, struct relay, deadline);
	if (relay->state == RELAY_SHAKING)
		count_failure(relay);
	relay_end(relay);
}

/* Keeps what the other side did not take. */
static void keep_rest(struct relay_rest *rest, const char *data, size_t size)
{
	rest->data = memory_new(size);
	memcpy(rest->data, data, size);
	rest->size = size;
}

/* --- from the client; each step is false when the connection has failed ------------------- */
/* What was sent; nothing is kept for one who hears no more. */
static size_t send_inner(struct relay *relay, const char *data, size_t size)
{
	if (relay->is_inner_deaf)
		return size;
	ssize_t sent = send(relay->inner_socket, data, size, MSG_NOSIGNAL);
	if (sent >= 0)
		return (size_t)sent;
	if (errno == EAGAIN || errno == EINTR)
		return 0;
	relay->is_inner_deaf = true;
	return size;
}

static void flush_up(struct relay *relay)
{
	struct relay_rest *rest = &relay->up;
	rest->sent += send_inner(relay, rest->data + rest->sent, rest->size - rest->sent);
	if (rest->sent == rest->size)
		drop_rest(rest);
}

static void end_client(struct relay *relay)
{
	relay->is_client_ended = true;
	(void)shutdown(relay->inner_socket, SHUT_WR);
}

/* A read that brought nothing: why. */
static bool read_nothing(struct relay *relay, int result)
{
	switch (SSL_get_error(relay->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		return relay->own_messages <= OWN_MESSAGES_MAX;
	case SSL_ERROR_WANT_WRITE:
		relay->wants_to_write = true;
		return true;
	case SSL_ERROR_ZERO_RETURN:
		end_client(relay);
		return true;
	default:
		return false;
	}
}

static bool pull_up(struct relay *relay)
{
	char *buffer = relay->tls->buffer;
	ERR_clear_error();
	relay->wants_to_write = false;
	int result = SSL_read(relay->ssl, buffer, TLS_CHUNK_SIZE);
	if (result <= 0)
		return read_nothing(relay, result);
	size_t size = (size_t)result;
	size_t sent = send_inner(relay, buffer, size);
	if (sent < size)
		keep_rest(&relay->up, buffer + sent, size - sent);
	explicit_bzero(buffer, size);
	return true;
}

/* A record costs the loop some 10 µs, be it of one byte: whoever sent it pays. */
static bool pull_up_for_share(struct relay *relay)
{
	struct share_work work;
	if (share_holds(relay->share))
		return true;
	share_begin(&work, relay->share);
	bool goes_on = pull_up(relay);
	share_end(&work);
	return goes_on;
}

/* --- to the client ----------------------------------------------------------------------- */
/* How much TLS took: a whole record, or nothing yet (0), or -1. */
static int send_client(struct relay *relay, const char *data, size_t size)
{
	ERR_clear_error();
	int result = SSL_write(relay->ssl, data, (int)size);
	if (result > 0)
		return result;
	int error = SSL_get_error(relay->ssl, result);
	return error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_WANT_READ ? 0 : -1;
}

/* All is written: the client is told that nothing follows, and may still read what came before. */
static bool say_farewell(struct relay *relay)
{
	ERR_clear_error();
	int result = SSL_shutdown(relay->ssl);
	if (result < 0 && SSL_get_error(relay->ssl, result) == SSL_ERROR_WANT_WRITE)
		return true;
	(void)shutdown(relay->client_socket, SHUT_WR);
	leave_list(relay);
	join_list(relay, &relay->tls->leaving, RELAY_LEAVING);
	set_deadline(relay, TLS_FAREWELL_MS);
	return true;
}

static bool flush_down(struct relay *relay)
{
	struct relay_rest *rest = &relay->down;
	if (rest->size > rest->sent) {
		int sent = send_client(relay, rest->data + rest->sent, rest->size - rest->sent);
		if (sent < 0)
			return false;
		rest->sent += (size_t)sent;
		if (rest->sent < rest->size)
			return true;
		drop_rest(rest);
	}
	return owes_farewell(relay) ? say_farewell(relay) : true;
}

/* The inner side says nothing more, and what it has said is not all with the client. */
static void await_flush(struct relay *relay)
{
	if (relay->is_flushing)
		return;
	relay->is_flushing = true;
	set_deadline(relay, TLS_FLUSH_DEADLINE_MS);
}

static bool end_inner(struct relay *relay)
{
	relay->is_inner_ended = true;
	bool goes_on = flush_down(relay);
	if (goes_on && relay->state == RELAY_OPEN)
		await_flush(relay);
	return goes_on;
}

static bool pull_down(struct relay *relay)
{
	char *buffer = relay->tls->buffer;
	ssize_t size = recv(relay->inner_socket, buffer, TLS_CHUNK_SIZE, 0);
	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (size <= 0)
		return end_inner(relay);
	int sent = send_client(relay, buffer, (size_t)size);
	if (sent >= 0 && sent < size)
		keep_rest(&relay->down, buffer + sent, (size_t)(size - sent));
	explicit_bzero(buffer, (size_t)size);
	return sent >= 0;
}

/* To encrypt takes longer than to send: whoever asked for it pays, down to the last byte. */
static bool serve_down(struct relay *relay, bool (*serve)(struct relay *relay))
{
	struct share_work work;
	share_begin(&work, relay->share);
	bool goes_on = serve(relay);
	share_end(&work);
	return goes_on;
}

/* --- the handshake ----------------------------------------------------------------------- */
/* Counts what TLS says for itself after the handshake: renewed keys, handshakes asked for. */
/* NOLINTNEXTLINE(readability-function-size): OpenSSL's own seven parameters */
static void count_own_messages(
	int is_sent, int version, int type, const void *bytes, size_t size, SSL *ssl, void *user)
{
	struct relay *relay = user;
	(void)version, (void)bytes, (void)size, (void)ssl;
	if (!is_sent && type == SSL3_RT_HANDSHAKE && relay->state != RELAY_SHAKING)
		relay->own_messages++;
}

/* The first bytes are there. */
static bool start_ssl(struct relay *relay)
{
	relay->ssl = SSL_new(relay->tls->context);
	if (!relay->ssl || SSL_set_fd(relay->ssl, relay->client_socket) != 1)
		return false;
	SSL_set_accept_state(relay->ssl);
	SSL_set_msg_callback(relay->ssl, count_own_messages);
	SSL_set_msg_callback_arg(relay->ssl, relay);
	return true;
}

static bool make_inner(struct relay *relay, int *ret_outer)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair))
		return false;
	if (uv_poll_init(relay->tls->env->loop, &relay->inner, pair[0])) {
		(void)close(pair[0]);
		(void)close(pair[1]);
		return false;
	}
	relay->inner.data = relay;
	relay->inner_socket = pair[0];
	relay->open_handles++;
	*ret_outer = pair[1];
	return true;
}

/* The handshake is over: from here on the connection is like any other. */
static void begin_relaying(struct relay *relay)
{
	struct tls *tls = relay->tls;
	int outer;
	if (!make_inner(relay, &outer)) {
		relay_end(relay);
		return;
	}
	leave_list(relay);
	join_list(relay, &tls->open, RELAY_OPEN);
	metric_add(tls->env->metrics, METRIC_TLS_HANDSHAKES, 1);
	wheel_cancel(tls->env->wheel, &relay->deadline);
	watch(relay);
	tls->taker->take(
		tls->taker, outer, text_from(relay->peer), share_lend(relay->share, outer));
}

/* Somebody speaks HTTP to a port of HTTPS, most likely by a wrong address in a setting. */
static void answer_plain_http(int socket, char *buffer)
{
	static const char answer[] = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n"
				     "Content-Length: 26\r\nConnection: close\r\n\r\n"
				     "This port speaks https://\n";
	(void)send(socket, answer, sizeof(answer) - 1, MSG_NOSIGNAL);
	(void)shutdown(socket, SHUT_WR);
	(void)recv(socket, buffer, TLS_CHUNK_SIZE, 0); /* unread, it would reset the answer */
}

static void fail_handshake(struct relay *relay)
{
	unsigned long cause = ERR_peek_last_error();
	if (ERR_GET_LIB(cause) == ERR_LIB_SSL && ERR_GET_REASON(cause) == SSL_R_HTTP_REQUEST)
		answer_plain_http(relay->client_socket, relay->tls->buffer);
	count_failure(relay);
	relay_end(relay);
}

/* One step. A signature costs up to milliseconds: of many connections that shake hands at once most
 * wait for the next turn of the loop, when they are still readable. */
static void shake(struct relay *relay)
{
	struct tls *tls = relay->tls;
	struct share_work work;
	if (tls->shaken_ns > SHAKING_NS || share_holds(relay->share))
		return;
	uint64_t began_ns = uv_hrtime();
	share_begin(&work, relay->share);
	int result = relay->ssl || start_ssl(relay) ? SSL_do_handshake(relay->ssl) : -1;
	share_end(&work);
	int error = relay->ssl ? SSL_get_error(relay->ssl, result) : SSL_ERROR_SSL;
	relay->wants_to_write = error == SSL_ERROR_WANT_WRITE;
	if (result == 1)
		begin_relaying(relay);
	else if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
		watch_shaking(relay);
	else
		fail_handshake(relay);
	tls->shaken_ns += uv_hrtime() - began_ns;
}

/* --- events ------------------------------------------------------------------------------ */
static void settle(struct relay *relay, bool goes_on)
{
	bool is_over = relay->state == RELAY_LEAVING && relay->is_client_ended;
	if (goes_on && !is_over)
		watch(relay);
	else
		relay_end(relay);
}

static void client_ready(uv_poll_t *poll, int status, int events)
{
	struct relay *relay = CONTAINER_OF(poll, struct relay, client);
	if (relay->state == RELAY_SHAKING) {
		ERR_clear_error();
		if (status == 0)
			shake(relay);
		else
			fail_handshake(relay);
		return;
	}
	bool is_read = (events & UV_READABLE) || relay->wants_to_write;
	bool goes_on = status == 0 && (!(events & UV_WRITABLE) || serve_down(relay, flush_down));
	if (goes_on && is_read && !relay->is_client_ended && relay->up.size == 0)
		goes_on = pull_up_for_share(relay);
	settle(relay, goes_on);
}

/* An error says that the other end was closed with something unread: what it said before is still
 * there. libuv has stopped polling then. */
static void inner_ready(uv_poll_t *poll, int status, int events)
{
	struct relay *relay = CONTAINER_OF(poll, struct relay, inner);
	if (status < 0) {
		relay->inner_events = 0;
		relay->is_inner_deaf = true;
	}
	if (relay->down.size > 0 && (status < 0 || (events & UV_DISCONNECT)))
		await_flush(relay);
	if (relay->up.size > 0)
		flush_up(relay);
	bool is_read = relay->down.size == 0 && !relay->is_inner_ended;
	settle(relay, !is_read || serve_down(relay, pull_down));
}

/* --- the beginning ----------------------------------------------------------------------- */
/* As socket_bound bounds a WebSocket's, but downloads pass here, too, at the speed that the
 * client's window allows. */
static void limit_socket(int socket)
{
	const int unsent_size = UNSENT_SIZE_MAX;
	const unsigned silence_ms = SILENCE_MS;
	(void)setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_size, sizeof(unsent_size));
	(void)setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &silence_ms, sizeof(silence_ms));
}

void relay_open(struct tls *tls, int socket, struct text peer, struct share *share)
{
	struct relay *relay = MEMORY_NEW(struct relay);
	if (uv_poll_init(tls->env->loop, &relay->client, socket)) {
		share_close(&share);
		free(relay);
		(void)close(socket);
		return;
	}
	assert(peer.size < sizeof(relay->peer));
	memcpy(relay->peer, peer.data, peer.size);
	limit_socket(socket);
	relay->tls = tls;
	relay->client.data = relay;
	relay->client_socket = socket;
	relay->inner_socket = -1;
	relay->open_handles = 1;
	relay->opened_ms = env_now_ms(tls->env);
	relay->share = share;
	relay->reader.watch = watch_share;
	share_read_by(share, &relay->reader);
	join_list(relay, &tls->shaking, RELAY_SHAKING);
	set_deadline(relay, TLS_HANDSHAKE_DEADLINE_MS);
	watch_shaking(relay);
}
