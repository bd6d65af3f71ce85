/* Pages of the table that nobody has touched take no memory. */
#include "loop/turns.h"

#include <assert.h>
#include <stdlib.h>

#include "base/keyed_hash.h"
#include "loop/budget.h"
#include "loop/limit.h"

enum { PLACES = 65536, LARGER_NETWORK_SIZE = 6 };

struct turns {
	struct hash_secret secret;
	struct budget taken[PLACES];
};

struct turns *turns_new(void)
{
	struct turns *turns = calloc(1, sizeof(struct turns));
	assert(turns);
	hash_secret_make(&turns->secret);
	return turns;
}

void turns_free(struct turns **turns)
{
	free(*turns);
	*turns = NULL;
}

size_t turns_place(const struct turns *turns, struct text address)
{
	uint8_t room[LIMIT_NETWORK_SIZE];
	struct text network = limit_network(address, room);
	if (network.data == (const char *)room)
		network.size = LARGER_NETWORK_SIZE;
	return keyed_hash(&turns->secret, network) % PLACES;
}

void turns_take(struct turns *turns, size_t place, uint64_t now_us)
{
	if (turns_owed_us(turns, place, now_us) < (uint64_t)TURNS_MAX * TURN_US)
		budget_use(&turns->taken[place], now_us, TURN_US);
}

uint64_t turns_owed_us(const struct turns *turns, size_t place, uint64_t now_us)
{
	return budget_owed_us(&turns->taken[place], now_us);
}
