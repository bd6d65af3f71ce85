/*
 * The loop's clock and its wheel, moved by the test. Include it once in a program: it defines what
 * the library would.
 */
#ifndef FRONTDESK_TIME_FAKES_H
#define FRONTDESK_TIME_FAKES_H

#include "loop/env.h"

static uint64_t time_now_ms = 1000000;
static struct timer time_timers = {.next = &time_timers, .prev = &time_timers};

uint64_t env_now_ms(const struct env *env)
{
	return time_now_ms;
}

struct wheel *wheel_new(struct uv_loop_s *loop)
{
	return NULL;
}

void wheel_free(struct wheel **wheel)
{
	*wheel = NULL;
}

void wheel_cancel(struct wheel *wheel, struct timer *timer)
{
	if (!timer->next)
		return;
	timer->next->prev = timer->prev;
	timer->prev->next = timer->next;
	timer->next = timer->prev = NULL;
}

void wheel_set(struct wheel *wheel, struct timer *timer, uint64_t delay_ms, timer_fn fire)
{
	wheel_cancel(wheel, timer);
	timer->due_tick = time_now_ms + delay_ms;
	timer->fire = fire;
	timer->next = &time_timers;
	timer->prev = time_timers.prev;
	timer->prev->next = time_timers.prev = timer;
}

bool timer_is_set(const struct timer *timer)
{
	return timer->next != NULL;
}

/* Fires what is due by then; a timer may set and cancel others. */
static inline void time_pass(uint64_t ms)
{
	time_now_ms += ms;
	for (struct timer *timer = time_timers.next; timer != &time_timers;) {
		if (timer->due_tick > time_now_ms) {
			timer = timer->next;
			continue;
		}
		wheel_cancel(NULL, timer);
		timer->fire(timer);
		timer = time_timers.next;
	}
}

#endif
