/*
 * When what was asked of Redis goes out: once the work of a turn of the loop is done. An idle
 * handle flushes, because libuv does not sleep while one is active: what is asked at any point of a
 * turn goes out before the loop waits again. Embed it in its owner, reach the owner by
 * CONTAINER_OF.
 */
#ifndef FRONTDESK_BUS_FLUSH_H
#define FRONTDESK_BUS_FLUSH_H

#include <uv.h>

struct bus_flush {
	/* The owner's; called from the loop. */
	void (*act)(struct bus_flush *flush);
	void (*closed)(struct bus_flush *flush); /* its memory may go */

	/* flush.c's */
	uv_idle_t idle; /* active while something was asked in this turn */
};

void bus_flush_init(struct bus_flush *flush, uv_loop_t *loop);
/* Something was asked: `act` runs once the turn's work is done. */
void bus_flush_soon(struct bus_flush *flush);
void bus_flush_close(struct bus_flush *flush);

#endif
