/* A doubly linked list. */
#include "net/http_waiting.h"

#include <stddef.h>

static void leave(struct http_waiter *waiter)
{
	struct http_queue *queue = waiter->queue;
	*(waiter->previous ? &waiter->previous->next : &queue->first) = waiter->next;
	*(waiter->next ? &waiter->next->previous : &queue->last) = waiter->previous;
	*waiter = (struct http_waiter){.queue = NULL};
}

static void join(struct http_waiter *waiter, struct http_queue *queue, uint64_t now_ms)
{
	waiter->queue = queue;
	waiter->previous = queue->last;
	*(queue->last ? &queue->last->next : &queue->first) = waiter;
	queue->last = waiter;
	waiter->since_ms = now_ms;
}

void http_waiter_move(struct http_waiter *waiter, struct http_queue *queue, uint64_t now_ms)
{
	if (queue == waiter->queue)
		return;
	if (waiter->queue)
		leave(waiter);
	if (queue)
		join(waiter, queue, now_ms);
}

struct http_waiter *http_queue_longest(const struct http_queue *queue)
{
	return queue->first;
}

uint64_t http_waiter_since_ms(const struct http_waiter *waiter)
{
	return waiter->since_ms;
}
