/* The life of TLS as a whole: starting, taking connections, ending. */
#include "net/tls_private.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "net/certificate.h"

/* Who has just connected may be about to ask: its handshake is on its way. */
enum { NEW_MS = 1000 };

void tls_serve(struct tls *tls, SSL_CTX *context)
{
	certificate_free(&tls->context);
	tls->context = context;
	metric_set(tls->env->metrics, METRIC_TLS_EXPIRES, certificate_expires_at(context));
	if (certificate_begins_at(context) > (int64_t)time(NULL))
		log_say(tls->env->log, LOG_WARN,
			"by this machine's clock the served certificate is not valid yet");
}

/* The loop is about to wait: what handshakes may take begins anew. */
static void begin_turn(uv_prepare_t *turn)
{
	CONTAINER_OF(turn, struct tls, turn)->shaken_ns = 0;
}

struct tls *tls_new(const struct env *env, struct tls_taker *taker, const char **ret_reason)
{
	const struct settings *settings = env->settings;
	struct pair_stamp stamp = pair_stamp_read(settings->tls_certificate, settings->tls_key);
	SSL_CTX *context =
		certificate_load(settings->tls_certificate, settings->tls_key, ret_reason);
	if (!context)
		return NULL;
	struct tls *tls = MEMORY_NEW(struct tls);
	tls->env = env;
	tls->taker = taker;
	tls->served = tls->seen = tls->refused = stamp;
	tls_serve(tls, context);
	(void)uv_prepare_init(env->loop, &tls->turn);
	(void)uv_prepare_start(&tls->turn, begin_turn);
	uv_unref((uv_handle_t *)&tls->turn);
	tls_watch(tls);
	return tls;
}

static void free_tls(uv_handle_t *handle)
{
	free(CONTAINER_OF(handle, struct tls, turn));
}

static void end_all(struct relay_list *list)
{
	while (list->first)
		relay_end(list->first);
}

void tls_free(struct tls **tls)
{
	if (!*tls)
		return;
	end_all(&(*tls)->shaking);
	end_all(&(*tls)->open);
	end_all(&(*tls)->leaving);
	tls_unwatch(*tls);
	certificate_free(&(*tls)->context);
	uv_close((uv_handle_t *)&(*tls)->turn, free_tls);
	*tls = NULL;
}

void tls_open(struct tls *tls, int socket, struct text peer, struct share *share)
{
	relay_open(tls, socket, peer, share);
}

size_t tls_count(const struct tls *tls)
{
	return tls->shaking.count + tls->open.count + tls->leaving.count;
}

static bool end_slow_handshake(struct tls *tls)
{
	struct relay *oldest = tls->shaking.first;
	if (!oldest || env_now_ms(tls->env) < oldest->opened_ms + NEW_MS)
		return false;
	relay_end(oldest);
	return true;
}

bool tls_make_room(struct tls *tls)
{
	if (!tls->leaving.first)
		return end_slow_handshake(tls);
	relay_end(tls->leaving.first);
	return true;
}

void tls_drain(struct tls *tls)
{
	while (end_slow_handshake(tls))
		;
}
