/*
 * The socket must reach its taker with nothing but the header gone: what has come is looked at
 * where the kernel keeps it, and only bytes of the header are taken away, part by part when it is
 * split, so that the loop is not woken by what it has seen.
 */
#include "net/proxy_wait.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "base/memory.h"
#include "loop/env.h"
#include "net/proxy_header.h"

enum { WARNING_PAUSE_MS = 10000 };

struct proxy_wait {
	struct proxy_waits *list;
	struct proxy_wait *next, *prev;
	uv_poll_t poll;
	struct timer deadline;
	int socket;
	char peer[IP_TEXT_SIZE];
	size_t size;
	char bytes[PROXY_HEADER_SIZE_MAX];
};

struct proxy_waits {
	const struct env *env;
	struct accept_taker *taker;
	struct proxy_wait *first;
	size_t count;
	uint64_t warn_after_ms; /* on the loop's clock */
};

struct proxy_waits *proxy_waits_new(const struct env *env, struct accept_taker *taker)
{
	struct proxy_waits *waits = MEMORY_NEW(struct proxy_waits);
	waits->env = env;
	waits->taker = taker;
	return waits;
}

size_t proxy_waits_count(const struct proxy_waits *waits)
{
	return waits->count;
}

/* --- the end ------------------------------------------------------------------------------ */
static void free_wait(uv_handle_t *handle)
{
	free(CONTAINER_OF(handle, struct proxy_wait, poll));
}

/* Leaves the list and the loop; the socket stays open. Its memory stays until the loop's next
 * turn. */
static void detach(struct proxy_wait *wait)
{
	struct proxy_waits *list = wait->list;
	wheel_cancel(list->env->wheel, &wait->deadline);
	if (wait->prev)
		wait->prev->next = wait->next;
	else
		list->first = wait->next;
	if (wait->next)
		wait->next->prev = wait->prev;
	list->count--;
	uv_close((uv_handle_t *)&wait->poll, free_wait);
}

static void end(struct proxy_wait *wait)
{
	int socket = wait->socket;
	detach(wait);
	(void)close(socket);
}

static void end_late(struct timer *timer)
{
	end(CONTAINER_OF(timer, struct proxy_wait, deadline));
}

/* A proxy that was not told to send it, most likely: nothing would work until it is. */
static void refuse(struct proxy_wait *wait)
{
	struct proxy_waits *list = wait->list;
	uint64_t now_ms = env_now_ms(list->env);
	end(wait);
	if (now_ms < list->warn_after_ms)
		return;
	list->warn_after_ms = now_ms + WARNING_PAUSE_MS;
	log_say(list->env->log, LOG_WARN,
		"a trusted proxy's connection begins without a PROXY protocol header");
}

void proxy_waits_free(struct proxy_waits **waits)
{
	while (*waits && (*waits)->first)
		end((*waits)->first);
	free(*waits);
	*waits = NULL;
}

/* --- the header --------------------------------------------------------------------------- */
static void hand_over(struct proxy_wait *wait, const struct proxy_header *header)
{
	struct proxy_waits *list = wait->list;
	if (header->names_client)
		ip_format(&header->client, wait->peer);
	detach(wait);
	list->taker->take(list->taker, wait->socket, text_from(wait->peer));
}

/* Takes bytes away that have been looked at. */
static bool consume(struct proxy_wait *wait, size_t size)
{
	ssize_t taken = recv(wait->socket, wait->bytes + wait->size, size, 0);
	wait->size += size;
	return taken == (ssize_t)size;
}

static void look(struct proxy_wait *wait)
{
	struct proxy_header header;
	char *end_of_seen = wait->bytes + wait->size;
	ssize_t seen = recv(wait->socket, end_of_seen, sizeof(wait->bytes) - wait->size, MSG_PEEK);
	if (seen < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (seen <= 0) {
		end(wait); /* a balancer's check, perhaps, that only connects */
		return;
	}
	struct text input = {wait->bytes, wait->size + (size_t)seen};
	switch (proxy_header_read(input, &header)) {
	case PROXY_HEADER_BROKEN:
		refuse(wait);
		break;
	case PROXY_HEADER_MORE:
		if (!consume(wait, (size_t)seen))
			end(wait);
		break;
	case PROXY_HEADER_COMPLETE:
		if (consume(wait, header.size - wait->size))
			hand_over(wait, &header);
		else
			end(wait);
		break;
	}
}

static void ready(uv_poll_t *poll, int status, int events)
{
	struct proxy_wait *wait = CONTAINER_OF(poll, struct proxy_wait, poll);
	if (status < 0)
		end(wait);
	else
		look(wait);
}

void proxy_wait_open(struct proxy_waits *waits, int socket, struct text peer)
{
	struct proxy_wait *wait = MEMORY_NEW(struct proxy_wait);
	if (uv_poll_init(waits->env->loop, &wait->poll, socket)) {
		free(wait);
		(void)close(socket);
		return;
	}
	assert(peer.size < sizeof(wait->peer));
	memcpy(wait->peer, peer.data, peer.size);
	wait->list = waits;
	wait->socket = socket;
	wait->next = waits->first;
	if (wait->next)
		wait->next->prev = wait;
	waits->first = wait;
	waits->count++;
	(void)uv_poll_start(&wait->poll, UV_READABLE, ready);
	wheel_set(waits->env->wheel, &wait->deadline, PROXY_WAIT_DEADLINE_MS, end_late);
}
