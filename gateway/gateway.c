/* The two clocks. */
#include "gateway.h"

#include <time.h>
#include <uv.h>

uint64_t gateway_now_ms(const struct gateway *gateway)
{
	return uv_now(gateway->loop);
}

int64_t gateway_time_us(const struct gateway *gateway)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	int64_t ours_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
	return ours_us + (gateway->db ? db_clock_offset_us(gateway->db) : 0);
}
