/* One number. */
#include "loop/flight.h"

#include <assert.h>

static size_t bytes;

void flight_add(size_t size)
{
	bytes += size;
}

void flight_drop(size_t size)
{
	assert(size <= bytes);
	bytes -= size;
}

size_t flight_bytes(void)
{
	return bytes;
}
