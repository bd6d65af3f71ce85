/* A ring of shared frames. Where few wait there is no ring: most connections have nothing waiting,
 * and those that have are written to soon. */
#include "sockets/outbox.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { CAPACITY_LEAST = 8 };
static_assert(FRAME_EVENT_MAX + FRAME_HEADER_MAX <= OUTBOX_BYTES_MAX, "one event alone fits");

static struct frame *at(const struct outbox *outbox, uint32_t index)
{
	uint32_t place = outbox->first + index;
	return outbox->capacity > 0 ? outbox->ring[place & (outbox->capacity - 1)]
				    : outbox->few[place & (OUTBOX_FEW - 1)];
}

static void grow(struct outbox *outbox)
{
	uint32_t capacity = outbox->capacity > 0 ? outbox->capacity * 2 : CAPACITY_LEAST;
	struct frame **ring = memory_new(capacity * sizeof(struct frame *));
	for (uint32_t i = 0; i < outbox->count; i++)
		ring[i] = at(outbox, i);
	if (outbox->capacity > 0)
		free(outbox->ring);
	outbox->ring = ring;
	outbox->capacity = capacity;
	outbox->first = 0;
}

/* Inline: once for each delivery. */
static inline void add(struct outbox *outbox, struct frame *frame, size_t size)
{
	struct frame *taken = frame_ref(frame);
	if (outbox->count == (outbox->capacity > 0 ? outbox->capacity : OUTBOX_FEW))
		grow(outbox);
	uint32_t place = outbox->first + outbox->count++;
	if (outbox->capacity > 0)
		outbox->ring[place & (outbox->capacity - 1)] = taken;
	else
		outbox->few[place & (OUTBOX_FEW - 1)] = taken;
	outbox->bytes += (uint32_t)size;
}

void outbox_clear(struct outbox *outbox)
{
	outbox_drop(outbox, outbox->count);
	outbox_trim(outbox);
}

void outbox_trim(struct outbox *outbox)
{
	if (outbox->count > 0)
		return;
	if (outbox->capacity > 0)
		free(outbox->ring);
	*outbox = (struct outbox){0};
}

bool outbox_put(struct outbox *outbox, struct frame *frame)
{
	size_t size = frame_bytes(frame).size;
	if (outbox->bytes + size > OUTBOX_BYTES_MAX)
		return false;
	add(outbox, frame, size);
	return true;
}

void outbox_put_last(struct outbox *outbox, struct frame *frame)
{
	size_t size = frame_bytes(frame).size;
	assert(size <= OUTBOX_LAST_MAX);
	add(outbox, frame, size);
}

bool outbox_is_empty(const struct outbox *outbox)
{
	return outbox->count == 0;
}

bool outbox_has_room(const struct outbox *outbox)
{
	return outbox->bytes + FRAME_EVENT_MAX + FRAME_HEADER_MAX <= OUTBOX_BYTES_MAX;
}

struct text outbox_next(
	const struct outbox *outbox, char buffer[OUTBOX_WRITE_MAX], uint32_t *ret_count)
{
	if (outbox->count == 0)
		return TEXT_ABSENT;
	struct text first = frame_bytes(at(outbox, 0));
	size_t size = first.size;
	uint32_t count = 1;
	while (count < outbox->count &&
		size + frame_bytes(at(outbox, count)).size <= OUTBOX_WRITE_MAX)
		size += frame_bytes(at(outbox, count++)).size;
	*ret_count = count;
	if (count == 1)
		return first;
	char *end = buffer;
	for (uint32_t i = 0; i < count; i++) {
		struct text bytes = frame_bytes(at(outbox, i));
		memcpy(end, bytes.data, bytes.size);
		end += bytes.size;
	}
	return (struct text){buffer, size};
}

/* --- writing as events ------------------------------------------------------------------------ */
struct text outbox_next_events(const struct outbox *outbox, char buffer[OUTBOX_WRITE_MAX])
{
	size_t size = 0;
	size_t offset = outbox->begun;
	if (outbox->count == 0)
		return TEXT_ABSENT;
	for (uint32_t i = 0; i < outbox->count && size < OUTBOX_WRITE_MAX; i++) {
		size += frame_copy_event(
			at(outbox, i), offset, buffer + size, OUTBOX_WRITE_MAX - size);
		offset = 0;
	}
	return (struct text){buffer, size};
}

void outbox_advance_events(struct outbox *outbox, size_t size)
{
	uint32_t count = 0;
	size_t begun = outbox->begun + size;
	while (count < outbox->count && begun >= frame_event_size(at(outbox, count)))
		begun -= frame_event_size(at(outbox, count++));
	assert(count < outbox->count || begun == 0);
	outbox_drop(outbox, count);
	outbox->begun = (uint32_t)begun;
}

/* --- dropping --------------------------------------------------------------------------------- */
static void release(struct outbox *outbox, uint32_t index)
{
	struct frame *frame = at(outbox, index);
	outbox->bytes -= (uint32_t)frame_bytes(frame).size;
	frame_unref(&frame);
}

void outbox_drop_unbegun(struct outbox *outbox)
{
	uint32_t kept = outbox->begun > 0 ? 1 : 0;
	for (uint32_t i = kept; i < outbox->count; i++)
		release(outbox, i);
	outbox->count = kept;
}

void outbox_drop(struct outbox *outbox, uint32_t count)
{
	assert(count <= outbox->count);
	for (uint32_t i = 0; i < count; i++)
		release(outbox, i);
	outbox->first += count;
	outbox->count -= count;
	outbox->begun = count > 0 ? 0 : outbox->begun;
}
