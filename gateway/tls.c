/* The life of TLS as a whole: starting, taking connections, ending. */
#include "tls_private.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "certificate.h"
#include "memory.h"

/* In a drain, who has just connected may still ask: its handshake is on its way. */
enum { NEW_MS = 1000 };

void tls_serve(struct tls *tls, SSL_CTX *context)
{
	certificate_free(&tls->context);
	tls->context = context;
	metric_set(tls->gateway->metrics, METRIC_TLS_EXPIRES, certificate_expires_at(context));
	if (certificate_begins_at(context) > (int64_t)time(NULL))
		log_say(tls->gateway->log, LOG_WARN,
			"by this machine's clock the served certificate is not valid yet");
}

/* The loop is about to wait: what handshakes may take begins anew. */
static void begin_turn(uv_prepare_t *turn)
{
	CONTAINER_OF(turn, struct tls, turn)->shaken_ns = 0;
}

struct tls *tls_new(struct gateway *gateway, accept_fn take, const char **ret_reason)
{
	const struct settings *settings = gateway->settings;
	struct pair_stamp stamp = pair_stamp_read(settings->tls_certificate, settings->tls_key);
	SSL_CTX *context =
		certificate_load(settings->tls_certificate, settings->tls_key, ret_reason);
	if (!context)
		return NULL;
	struct tls *tls = MEMORY_NEW(struct tls);
	tls->gateway = gateway;
	tls->take = take;
	tls->served = tls->seen = tls->refused = stamp;
	tls_serve(tls, context);
	(void)uv_prepare_init(gateway->loop, &tls->turn);
	(void)uv_prepare_start(&tls->turn, begin_turn);
	uv_unref((uv_handle_t *)&tls->turn);
	tls_watch(tls);
	return tls;
}

static void free_tls(uv_handle_t *handle)
{
	free(CONTAINER_OF(handle, struct tls, turn));
}

void tls_free(struct tls **tls)
{
	if (!*tls)
		return;
	while ((*tls)->first)
		relay_end((*tls)->first);
	tls_unwatch(*tls);
	certificate_free(&(*tls)->context);
	uv_close((uv_handle_t *)&(*tls)->turn, free_tls);
	*tls = NULL;
}

void tls_open(struct tls *tls, int socket, struct text peer)
{
	relay_open(tls, socket, peer);
}

size_t tls_shaking(const struct tls *tls)
{
	return tls->shaking;
}

bool tls_is_idle(const struct tls *tls)
{
	return !tls->first;
}

void tls_drain(struct tls *tls)
{
	uint64_t now_ms = gateway_now_ms(tls->gateway);
	struct relay *next;
	for (struct relay *each = tls->first; each; each = next) {
		next = each->next;
		if (each->state == RELAY_SHAKING && now_ms >= each->opened_ms + NEW_MS)
			relay_end(each);
	}
}
