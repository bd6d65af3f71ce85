/* An id, a counter and a name. */
#include "bus/origin.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* "fd1:b:" and the id */
enum { ID_AT = 6, BEAT_NAME_SIZE = 38 };

struct bus_origin {
	struct uuid id;
	uint64_t published;
	char beat_name[BEAT_NAME_SIZE + 1];
};

struct bus_origin *bus_origin_new(void)
{
	struct bus_origin *origin = MEMORY_NEW(struct bus_origin);
	origin->id = uuid_random();
	memcpy(origin->beat_name, "fd1:b:", ID_AT);
	channel_put_id(origin->id, origin->beat_name + ID_AT);
	return origin;
}

void bus_origin_free(struct bus_origin **origin)
{
	free(*origin);
	*origin = NULL;
}

struct bus_head bus_origin_next(struct bus_origin *origin, struct uuid key_id)
{
	return (struct bus_head){origin->id, ++origin->published, key_id};
}

bool bus_origin_made(const struct bus_origin *origin, const struct bus_head *head)
{
	return uuid_equals(head->origin, origin->id);
}

struct text bus_origin_beat_name(const struct bus_origin *origin)
{
	return (struct text){origin->beat_name, BEAT_NAME_SIZE};
}
