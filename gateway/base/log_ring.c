#include "base/log_ring.h"

#include <string.h>

bool log_ring_put(struct log_ring *ring, struct text line, size_t kept)
{
	if (LOG_RING_SIZE - ring->used < line.size + kept)
		return false;
	size_t end = (ring->begin + ring->used) % LOG_RING_SIZE;
	size_t first = LOG_RING_SIZE - end < line.size ? LOG_RING_SIZE - end : line.size;
	memcpy(ring->data + end, line.data, first);
	memcpy(ring->data, line.data + first, line.size - first);
	ring->used += line.size;
	return true;
}

size_t log_ring_take(struct log_ring *ring, char *to, size_t room)
{
	size_t most = ring->used < room ? ring->used : room;
	size_t behind = LOG_RING_SIZE - ring->begin;
	size_t first = behind < most ? behind : most;
	memcpy(to, ring->data + ring->begin, first);
	memcpy(to + first, ring->data, most - first);
	const char *last = memrchr(to, '\n', most);
	size_t size = last ? (size_t)(last - to) + 1 : 0;
	ring->used -= size;
	/* From the front again when it is empty: what is seldom needed stays untouched. */
	ring->begin = ring->used ? (ring->begin + size) % LOG_RING_SIZE : 0;
	return size;
}
