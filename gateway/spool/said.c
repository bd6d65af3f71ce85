/* An array: even of a lost disk a segment has a few thousand such places at most. */
#include "spool/said.h"

#include <stdlib.h>

#include "base/memory.h"

struct spool_said_place {
	size_t offset, size;
};

bool spool_said_has(const struct spool_said *said, size_t offset, size_t size)
{
	for (size_t i = 0; i < said->count; i++) {
		if (said->places[i].offset == offset && said->places[i].size == size)
			return true;
	}
	return false;
}

void spool_said_add(struct spool_said *said, size_t offset, size_t size)
{
	said->places = memory_resize(said->places, said->count + 1, sizeof(*said->places));
	said->places[said->count++] = (struct spool_said_place){offset, size};
}

void spool_said_done(struct spool_said *said)
{
	free(said->places);
	*said = (struct spool_said){NULL};
}
