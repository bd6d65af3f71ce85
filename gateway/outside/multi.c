/*
 * libcurl's sockets and its clock, on the loop. It is called when a socket is ready or its time has
 * come, and never from inside a call of ours; what has ended is collected after each.
 */
#include <stdlib.h>
#include <uv.h>

#include "base/memory.h"
#include "outside/private.h"

/* A socket that libcurl waits for. */
struct watch {
	uv_poll_t poll;
	struct outside *outside;
	curl_socket_t socket;
};

static struct transfer *transfer_of(CURL *easy)
{
	char *transfer = NULL;
	(void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
	return (struct transfer *)(void *)transfer;
}

/* Each may be gone after its word. */
static void collect(struct outside *outside)
{
	int left = 0;
	const CURLMsg *message;
	while ((message = curl_multi_info_read(outside->multi, &left))) {
		struct transfer *transfer = transfer_of(message->easy_handle);
		CURLcode code = message->data.result;
		if (message->msg != CURLMSG_DONE)
			continue;
		if (code == CURLE_OK)
			transfer->succeeded(transfer);
		else
			transfer->failed(transfer, code);
	}
	transfers_go_on(outside);
}

static void act(struct outside *outside, curl_socket_t socket, int events)
{
	int running = 0;
	(void)curl_multi_socket_action(outside->multi, socket, events, &running);
	collect(outside);
}

/* --- sockets ---------------------------------------------------------------------------------- */
static void ready(uv_poll_t *poll, int status, int events)
{
	struct watch *watch = CONTAINER_OF(poll, struct watch, poll);
	int seen = (events & UV_READABLE ? CURL_CSELECT_IN : 0) |
		   (events & UV_WRITABLE ? CURL_CSELECT_OUT : 0) |
		   (status < 0 ? CURL_CSELECT_ERR : 0);
	act(watch->outside, watch->socket, seen);
}

static void free_watch(uv_handle_t *handle)
{
	free(CONTAINER_OF((uv_poll_t *)handle, struct watch, poll));
}

/* libcurl closes the socket after this: the loop must not look at it any more. */
static void forget(struct watch *watch)
{
	(void)uv_poll_stop(&watch->poll);
	uv_close((uv_handle_t *)&watch->poll, free_watch);
}

static struct watch *watch_new(struct outside *outside, curl_socket_t socket)
{
	struct watch *watch = MEMORY_NEW(struct watch);
	watch->outside = outside;
	watch->socket = socket;
	if (uv_poll_init_socket(outside->env->loop, &watch->poll, socket) == 0) {
		(void)curl_multi_assign(outside->multi, socket, watch);
		return watch;
	}
	free(watch);
	return NULL;
}

/* What libcurl calls when it waits for something else than before. A refusal would end all
 * transfers; a socket that cannot be watched runs into its own limit. */
static int watch_socket(CURL *easy, curl_socket_t socket, int what, void *context, void *assigned)
{
	struct outside *outside = context;
	struct watch *watch = assigned;
	int events =
		(what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
	if (what == CURL_POLL_REMOVE) {
		if (watch)
			forget(watch);
		return 0;
	}
	if (!watch)
		watch = watch_new(outside, socket);
	if (watch)
		(void)uv_poll_start(&watch->poll, events, ready);
	return 0;
}

/* --- the clock -------------------------------------------------------------------------------- */
static void pass(struct timer *timer)
{
	act(CONTAINER_OF(timer, struct outside, clock), CURL_SOCKET_TIMEOUT, 0);
}

static int set_clock(CURLM *multi, long delay_ms, void *context)
{
	struct outside *outside = context;
	if (delay_ms < 0)
		wheel_cancel(outside->env->wheel, &outside->clock);
	else
		wheel_set(outside->env->wheel, &outside->clock, (uint64_t)delay_ms, pass);
	return 0;
}

void multi_begin(struct outside *outside)
{
	(void)curl_multi_setopt(outside->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	(void)curl_multi_setopt(outside->multi, CURLMOPT_SOCKETDATA, outside);
	(void)curl_multi_setopt(outside->multi, CURLMOPT_TIMERFUNCTION, set_clock);
	(void)curl_multi_setopt(outside->multi, CURLMOPT_TIMERDATA, outside);
}
