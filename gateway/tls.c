/*
 * One relay a connection: the TLS side is a raw lws connection, the inner side our end of a socket
 * pair. Each direction holds at most what was read once and stops reading until it is written.
 */
#include "tls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "gateway.h"
#include "memory.h"
#include "server.h"

enum { CHUNK_SIZE = 16 * 1024 };

struct relay {
	struct tls *tls;
	struct lws *wsi;
	uv_poll_t poll;
	int inner;
	char *up; /* from the client, what the inner side has not taken yet */
	size_t up_size;
	size_t down_size; /* to the client */
	bool has_traffic; /* the handshake is over */
	bool is_inner_closed;
	unsigned char down[LWS_PRE + CHUNK_SIZE];
};

struct tls {
	struct gateway *gateway;
	struct lws_vhost *vhost;
	accept_fn take;
	struct relay *adopting; /* while lws adopts its socket */
};

static void inner_ready(uv_poll_t *poll, int status, int events);

static void free_relay(uv_handle_t *handle)
{
	struct relay *relay = CONTAINER_OF(handle, struct relay, poll);
	(void)close(relay->inner);
	free(relay->up);
	free(relay);
}

static void end_relay(struct relay *relay)
{
	uv_close((uv_handle_t *)&relay->poll, free_relay);
}

/* Reads from the inner side only when the last chunk has gone, writes when something waits. */
static void watch(struct relay *relay)
{
	int events = relay->up_size ? UV_WRITABLE : 0;
	if (relay->down_size == 0 && !relay->is_inner_closed)
		events |= UV_READABLE;
	if (events)
		(void)uv_poll_start(&relay->poll, events, inner_ready);
	else
		(void)uv_poll_stop(&relay->poll);
}

/* --- from the client --------------------------------------------------------------------- */
static void push_up(struct relay *relay)
{
	ssize_t sent = send(relay->inner, relay->up, relay->up_size, MSG_NOSIGNAL);
	if (sent <= 0)
		return;
	relay->up_size -= (size_t)sent;
	memmove(relay->up, relay->up + sent, relay->up_size);
	if (relay->up_size == 0)
		(void)lws_rx_flow_control(relay->wsi, 1);
}

static int receive(struct relay *relay, const char *data, size_t size)
{
	relay->has_traffic = true;
	if (relay->is_inner_closed)
		return 0;
	relay->up = memory_resize(relay->up, relay->up_size + size, 1);
	memcpy(relay->up + relay->up_size, data, size);
	relay->up_size += size;
	push_up(relay);
	if (relay->up_size)
		(void)lws_rx_flow_control(relay->wsi, 0);
	watch(relay);
	return 0;
}

/* --- to the client ----------------------------------------------------------------------- */
static void pull_down(struct relay *relay)
{
	ssize_t size = recv(relay->inner, relay->down + LWS_PRE, CHUNK_SIZE, 0);
	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (size > 0)
		relay->down_size = (size_t)size;
	else
		relay->is_inner_closed = true;
	if (relay->has_traffic)
		(void)lws_callback_on_writable(relay->wsi);
	else
		(void)shutdown(lws_get_socket_fd(relay->wsi), SHUT_RDWR); /* in mid-handshake */
}

/* Non-zero closes: the inner side has ended and all it said is written. */
static int transmit(struct relay *relay)
{
	if (lws_partial_buffered(relay->wsi)) {
		(void)lws_callback_on_writable(relay->wsi);
		return 0;
	}
	if (relay->down_size) {
		int sent = lws_write(
			relay->wsi, relay->down + LWS_PRE, relay->down_size, LWS_WRITE_RAW);
		if (sent < 0)
			return -1;
		relay->down_size = 0; /* lws keeps what the socket did not take */
		(void)lws_callback_on_writable(relay->wsi);
		return 0;
	}
	watch(relay);
	return relay->is_inner_closed ? -1 : 0;
}

static void inner_ready(uv_poll_t *poll, int status, int events)
{
	struct relay *relay = CONTAINER_OF(poll, struct relay, poll);
	if (status < 0)
		relay->is_inner_closed = true;
	if (events & UV_WRITABLE)
		push_up(relay);
	if (status < 0 || (events & UV_READABLE))
		pull_down(relay);
	watch(relay);
}

/* --- lws --------------------------------------------------------------------------------- */
static int begin(struct lws *wsi)
{
	struct tls *tls = lws_vhost_user(lws_get_vhost(wsi));
	struct relay *relay = tls->adopting;
	tls->adopting = NULL;
	relay->wsi = wsi;
	lws_set_opaque_user_data(wsi, relay);
	watch(relay);
	return 0;
}

/* lws may report the end twice, and does so for connections that never began. */
static int end(struct lws *wsi)
{
	struct relay *relay = lws_get_opaque_user_data(wsi);
	lws_set_opaque_user_data(wsi, NULL);
	if (relay)
		end_relay(relay);
	return 0;
}

static int take_callback(
	struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size)
{
	switch (reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		return begin(wsi);
	case LWS_CALLBACK_RAW_RX:
		return receive(lws_get_opaque_user_data(wsi), in, size);
	case LWS_CALLBACK_RAW_WRITEABLE:
		return transmit(lws_get_opaque_user_data(wsi));
	case LWS_CALLBACK_RAW_CLOSE:
	case LWS_CALLBACK_WSI_DESTROY:
		return end(wsi);
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{"tls", take_callback, 0, CHUNK_SIZE, 0, NULL, 0},
	{NULL, NULL, 0, 0, 0, NULL, 0},
};

static struct relay *make_relay(struct tls *tls, int *ret_outer)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair))
		return NULL;
	struct relay *relay = MEMORY_NEW(struct relay);
	relay->tls = tls;
	relay->inner = pair[0];
	if (uv_poll_init(tls->gateway->loop, &relay->poll, pair[0])) {
		(void)close(pair[0]);
		(void)close(pair[1]);
		free(relay);
		return NULL;
	}
	*ret_outer = pair[1];
	return relay;
}

void tls_open(struct tls *tls, int socket, struct text peer)
{
	int outer = -1;
	struct relay *relay = make_relay(tls, &outer);
	if (!relay) {
		(void)close(socket);
		return;
	}
	const lws_adopt_desc_t adoption = {
		.vh = tls->vhost,
		.type = LWS_ADOPT_SOCKET | LWS_ADOPT_ALLOW_SSL,
		.fd.sockfd = socket,
		.vh_prot_name = protocols[0].name,
	};
	server_limit_socket(socket);
	tls->adopting = relay;
	(void)lws_adopt_descriptor_vhost_via_info(&adoption);
	if (tls->adopting) { /* lws never took it over */
		tls->adopting = NULL;
		end_relay(relay);
	}
	tls->take(tls->gateway, outer, peer);
}

struct tls *tls_new(struct gateway *gateway, struct lws_context *context, accept_fn take,
	const char **ret_reason)
{
	struct tls *tls = MEMORY_NEW(struct tls);
	const struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN_SERVER,
		.vhost_name = "tls",
		.protocols = protocols,
		.user = tls,
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
		.ssl_cert_filepath = gateway->settings->tls_certificate,
		.ssl_private_key_filepath = gateway->settings->tls_key,
		.alpn = "http/1.1",
	};
	tls->gateway = gateway;
	tls->take = take;
	tls->vhost = lws_create_vhost(context, &info);
	if (!tls->vhost) {
		*ret_reason =
			"the TLS certificate or key cannot be used; give PEM files that belong "
			"together and can be read with --tls-certificate and --tls-key";
		free(tls);
		return NULL;
	}
	return tls;
}

void tls_free(struct tls **tls)
{
	free(*tls);
	*tls = NULL;
}
