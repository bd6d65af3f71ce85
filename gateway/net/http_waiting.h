/*
 * Those that wait for something, in the order in which they began to: a queue that any of them may
 * leave.
 */
#ifndef FRONTDESK_HTTP_WAITING_H
#define FRONTDESK_HTTP_WAITING_H

#include <stdint.h>

/* Embedded; zeroed means: waits on no queue. All of both is http_waiting.c's. */
struct http_waiter {
	struct http_queue *queue;
	struct http_waiter *next, *previous;
	uint64_t since_ms;
};

struct http_queue {
	struct http_waiter *first, *last;
};

/* Waits on this queue, if not already, and on no other; NULL: on none. */
void http_waiter_move(struct http_waiter *waiter, struct http_queue *queue, uint64_t now_ms);
/* Who has waited longest, or NULL; since when. */
struct http_waiter *http_queue_longest(const struct http_queue *queue);
uint64_t http_waiter_since_ms(const struct http_waiter *waiter);

#endif
