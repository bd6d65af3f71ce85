/*
 * The timing wheel: four levels of 256 slots. Level 0 holds what is due within 256 ticks, one slot
 * a tick; each higher level is 256 times as coarse, and its slots are emptied downwards when level
 * 0 has gone round. The uv_timer runs only as often as a slot needs it, and not at all without
 * timers.
 */
#include "loop/wheel.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <uv.h>

#include "base/memory.h"

enum { TICK_MS = 10, LEVELS = 4, SLOT_BITS = 8, SLOTS = 1 << SLOT_BITS, SLOT_MASK = SLOTS - 1 };
/* The furthest a timer can be set: 497 days. */
static const uint64_t TICKS_MAX = (1ULL << (SLOT_BITS * LEVELS)) - 1;

struct wheel {
	uv_timer_t handle;
	uint64_t start_ms; /* the loop's clock at tick 0 */
	uint64_t tick;     /* the newest that has been run */
	uint64_t armed_tick;
	size_t count;
	struct timer slots[LEVELS][SLOTS]; /* heads of circular lists */
};

static bool is_empty(const struct timer *head)
{
	return head->next == head;
}

static void link_before(struct timer *head, struct timer *timer)
{
	timer->next = head;
	timer->prev = head->prev;
	head->prev->next = timer;
	head->prev = timer;
}

static void unlink_timer(struct timer *timer)
{
	assert(timer->prev && timer->next);
	timer->prev->next = timer->next;
	timer->next->prev = timer->prev;
	timer->next = timer->prev = NULL;
}

/* Moves a whole list behind another head. */
static void take_list(struct timer *from, struct timer *ret_head)
{
	ret_head->next = ret_head->prev = ret_head;
	if (is_empty(from))
		return;
	*ret_head = (struct timer){.next = from->next, .prev = from->prev};
	ret_head->next->prev = ret_head->prev->next = ret_head;
	from->next = from->prev = from;
}

static struct timer *slot_of(struct wheel *wheel, int level, uint64_t tick)
{
	return &wheel->slots[level][(tick >> (SLOT_BITS * level)) & SLOT_MASK];
}

static void place(struct wheel *wheel, struct timer *timer)
{
	uint64_t ahead = timer->due_tick - wheel->tick;
	int level = 0;
	while (level < LEVELS - 1 && ahead >> (SLOT_BITS * (level + 1)))
		level++;
	link_before(slot_of(wheel, level, timer->due_tick), timer);
}

static uint64_t tick_now(const struct wheel *wheel)
{
	return (uv_now(wheel->handle.loop) - wheel->start_ms) / TICK_MS;
}

static void run_due(uv_timer_t *handle);

static void arm_for(struct wheel *wheel, uint64_t tick)
{
	uint64_t due_ms = wheel->start_ms + tick * TICK_MS;
	uint64_t now_ms = uv_now(wheel->handle.loop);
	wheel->armed_tick = tick;
	(void)uv_timer_start(&wheel->handle, run_due, due_ms > now_ms ? due_ms - now_ms : 0, 0);
}

/* The next tick with something to do: a filled slot of level 0, or its going round. */
static void arm(struct wheel *wheel)
{
	if (wheel->count == 0) {
		(void)uv_timer_stop(&wheel->handle);
		return;
	}
	uint64_t tick = wheel->tick + 1;
	while ((tick & SLOT_MASK) != 0 && is_empty(slot_of(wheel, 0, tick)))
		tick++;
	arm_for(wheel, tick);
}

/* Level 0 has gone round: the next slot of level 1 comes down, and so on upwards. */
static void cascade(struct wheel *wheel)
{
	for (int level = 1; level < LEVELS; level++) {
		struct timer list;
		take_list(slot_of(wheel, level, wheel->tick), &list);
		while (!is_empty(&list)) {
			struct timer *timer = list.next;
			unlink_timer(timer);
			place(wheel, timer);
		}
		if ((wheel->tick >> (SLOT_BITS * level)) & SLOT_MASK)
			return;
	}
}

/* A timer may set or cancel any other, also those that are due with it. */
static void run_slot(struct wheel *wheel)
{
	struct timer list;
	take_list(slot_of(wheel, 0, wheel->tick), &list);
	while (!is_empty(&list)) {
		struct timer *timer = list.next;
		unlink_timer(timer);
		wheel->count--;
		timer->fire(timer);
	}
}

static void run_due(uv_timer_t *handle)
{
	struct wheel *wheel = CONTAINER_OF(handle, struct wheel, handle);
	uint64_t until = tick_now(wheel);
	while (wheel->tick < until && wheel->count > 0) {
		wheel->tick++;
		if ((wheel->tick & SLOT_MASK) == 0)
			cascade(wheel);
		run_slot(wheel);
	}
	arm(wheel);
}

struct wheel *wheel_new(struct uv_loop_s *loop)
{
	struct wheel *wheel = MEMORY_NEW(struct wheel);
	(void)uv_timer_init(loop, &wheel->handle);
	wheel->start_ms = uv_now(loop);
	for (int level = 0; level < LEVELS; level++)
		for (int slot = 0; slot < SLOTS; slot++) {
			struct timer *head = &wheel->slots[level][slot];
			head->next = head->prev = head;
		}
	return wheel;
}

static void free_closed(uv_handle_t *handle)
{
	free(CONTAINER_OF((uv_timer_t *)handle, struct wheel, handle));
}

void wheel_free(struct wheel **wheel)
{
	if (!*wheel)
		return;
	for (int level = 0; level < LEVELS; level++)
		for (int slot = 0; slot < SLOTS; slot++)
			while (!is_empty(&(*wheel)->slots[level][slot]))
				unlink_timer((*wheel)->slots[level][slot].next);
	uv_close((uv_handle_t *)&(*wheel)->handle, free_closed);
	*wheel = NULL;
}

void wheel_set(struct wheel *wheel, struct timer *timer, uint64_t delay_ms, timer_fn fire)
{
	wheel_cancel(wheel, timer);
	if (wheel->count == 0 && wheel->tick < tick_now(wheel))
		wheel->tick = tick_now(wheel); /* nothing was missed meanwhile */
	uint64_t elapsed_ms = uv_now(wheel->handle.loop) - wheel->start_ms;
	uint64_t due = (elapsed_ms + delay_ms + TICK_MS - 1) / TICK_MS;
	if (due <= wheel->tick)
		due = wheel->tick + 1;
	if (due - wheel->tick > TICKS_MAX)
		due = wheel->tick + TICKS_MAX;
	timer->due_tick = due;
	timer->fire = fire;
	place(wheel, timer);
	wheel->count++;
	if (wheel->count == 1 || due < wheel->armed_tick)
		arm(wheel);
}

void wheel_cancel(struct wheel *wheel, struct timer *timer)
{
	if (!timer_is_set(timer))
		return;
	unlink_timer(timer);
	wheel->count--;
}

bool timer_is_set(const struct timer *timer)
{
	return timer->next != NULL;
}
