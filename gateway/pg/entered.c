/* A table of hashes with linear probing. Roles are ours, made of random ids: nobody aims at a slot,
 * and of two with one hash the second is not counted, which a count of some hundreds can bear. */
#include "pg/entered.h"

#include <stdlib.h>

#include "base/memory.h"

enum { ROOM_FIRST = 64 };

/* FNV-1a, which has no value to spare for "free". */
static uint64_t hash_of(const char *role)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	for (; *role; role++)
		hash = (hash ^ (uint8_t)*role) * UINT64_C(1099511628211);
	return hash != 0 ? hash : 1;
}

static void put(struct db_entered *entered, uint64_t hash)
{
	size_t at = (size_t)(hash >> 32) & (entered->room - 1);
	while (entered->slots[at] != 0 && entered->slots[at] != hash)
		at = (at + 1) & (entered->room - 1);
	entered->count += entered->slots[at] == 0;
	entered->slots[at] = hash;
}

static void grow(struct db_entered *entered)
{
	struct db_entered larger = {.room = entered->room > 0 ? 2 * entered->room : ROOM_FIRST};
	larger.slots = memory_new(larger.room * sizeof(*larger.slots));
	for (size_t i = 0; i < entered->room; i++)
		if (entered->slots[i] != 0)
			put(&larger, entered->slots[i]);
	free(entered->slots);
	*entered = larger;
}

void db_entered_add(struct db_entered *entered, const char *role)
{
	if (2 * entered->count >= entered->room)
		grow(entered);
	put(entered, hash_of(role));
}

void db_entered_clear(struct db_entered *entered)
{
	free(entered->slots);
	*entered = (struct db_entered){.slots = NULL};
}
