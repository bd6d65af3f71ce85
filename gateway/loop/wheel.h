/*
 * A hierarchical timing wheel on the loop: O(1) to set, move and cancel, whatever the number of
 * timers (Varghese & Lauck, SOSP 1987). One uv_timer drives it, with a tick of 10 ms.
 */
#ifndef FRONTDESK_WHEEL_H
#define FRONTDESK_WHEEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wheel;
struct timer;
typedef void (*timer_fn)(struct timer *timer);

/* Embed it in its owner, reach the owner by CONTAINER_OF. Zeroed means: not set. */
struct timer {
	struct timer *next, *prev; /* the slot's list */
	uint64_t due_tick;
	timer_fn fire;
};

/* `loop` is a uv_loop_t that outlives the wheel. */
struct uv_loop_s;
struct wheel *wheel_new(struct uv_loop_s *loop);
/* Cancels every timer; the loop must run once more for its handle to close. */
void wheel_free(struct wheel **wheel);
/* Sets or moves a timer; `fire` runs once, from the loop, never from here. */
void wheel_set(struct wheel *wheel, struct timer *timer, uint64_t delay_ms, timer_fn fire);
void wheel_cancel(struct wheel *wheel, struct timer *timer);
bool timer_is_set(const struct timer *timer);

#define CONTAINER_OF(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))

#endif
