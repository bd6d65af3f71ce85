/* A ring of shared frames. An idle connection keeps no ring: most have nothing waiting. */
#include "outbox.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { CAPACITY_LEAST = 8 };

static struct frame **at(const struct outbox *outbox, uint32_t index)
{
	return &outbox->ring[(outbox->first + index) & (outbox->capacity - 1)];
}

static void grow(struct outbox *outbox)
{
	uint32_t capacity = outbox->capacity ? outbox->capacity * 2 : CAPACITY_LEAST;
	struct frame **ring = memory_new(capacity * sizeof(struct frame *));
	for (uint32_t i = 0; i < outbox->count; i++)
		ring[i] = *at(outbox, i);
	free(outbox->ring);
	outbox->ring = ring;
	outbox->capacity = capacity;
	outbox->first = 0;
}

void outbox_clear(struct outbox *outbox)
{
	outbox_drop(outbox, outbox->count);
}

bool outbox_put(struct outbox *outbox, struct frame *frame)
{
	size_t size = frame_bytes(frame).size;
	if (outbox->count > 0 && outbox->bytes + size > OUTBOX_BYTES_MAX)
		return false;
	if (outbox->count == outbox->capacity)
		grow(outbox);
	outbox->count++;
	*at(outbox, outbox->count - 1) = frame_ref(frame);
	outbox->bytes += size;
	return true;
}

bool outbox_is_empty(const struct outbox *outbox)
{
	return outbox->count == 0;
}

struct text outbox_next(
	const struct outbox *outbox, char buffer[OUTBOX_WRITE_MAX], uint32_t *ret_count)
{
	if (outbox->count == 0)
		return TEXT_ABSENT;
	struct text first = frame_bytes(*at(outbox, 0));
	size_t size = first.size;
	uint32_t count = 1;
	while (count < outbox->count &&
		size + frame_bytes(*at(outbox, count)).size <= OUTBOX_WRITE_MAX)
		size += frame_bytes(*at(outbox, count++)).size;
	*ret_count = count;
	if (count == 1)
		return first;
	char *end = buffer;
	for (uint32_t i = 0; i < count; i++) {
		struct text bytes = frame_bytes(*at(outbox, i));
		memcpy(end, bytes.data, bytes.size);
		end += bytes.size;
	}
	return (struct text){buffer, size};
}

void outbox_drop(struct outbox *outbox, uint32_t count)
{
	assert(count <= outbox->count);
	for (uint32_t i = 0; i < count; i++) {
		struct frame **frame = at(outbox, i);
		outbox->bytes -= frame_bytes(*frame).size;
		frame_unref(frame);
	}
	outbox->first += count;
	outbox->count -= count;
	if (outbox->count > 0)
		return;
	free(outbox->ring);
	*outbox = (struct outbox){0};
}
