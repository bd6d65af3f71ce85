/* An idle handle that is active for a turn. */
#include "bus/flush.h"

#include "loop/wheel.h"

static void act(uv_idle_t *idle)
{
	struct bus_flush *flush = CONTAINER_OF(idle, struct bus_flush, idle);
	(void)uv_idle_stop(idle);
	flush->act(flush);
}

static void closed(uv_handle_t *handle)
{
	struct bus_flush *flush = CONTAINER_OF((uv_idle_t *)handle, struct bus_flush, idle);
	flush->closed(flush);
}

void bus_flush_init(struct bus_flush *flush, uv_loop_t *loop)
{
	(void)uv_idle_init(loop, &flush->idle);
}

void bus_flush_soon(struct bus_flush *flush)
{
	(void)uv_idle_start(&flush->idle, act); /* does nothing when it is active */
}

void bus_flush_close(struct bus_flush *flush)
{
	uv_close((uv_handle_t *)&flush->idle, closed);
}
