/* The two clocks. */
#include "process/gateway.h"

#include <uv.h>

#include "loop/clocks.h"

uint64_t gateway_now_ms(const struct gateway *gateway)
{
	return uv_now(gateway->loop);
}

int64_t gateway_time_us(const struct gateway *gateway)
{
	return gateway->db ? clock_steady_us() + db_clock_offset_us(gateway->db) : clock_wall_us();
}
