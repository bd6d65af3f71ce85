/* Addresses: a hashed list of those that have connections here or owe something still. */
#include "net/governor_private.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { NETWORK_SIZE = 8 };

/* Who has one IPv6 address has 2^64 of them (RFC 4291, 2.5.4): their network is the key. */
static uint64_t key_of(const struct governor *governor, struct text address)
{
	char string[INET6_ADDRSTRLEN];
	struct in6_addr bytes;
	struct text key = address;
	if (address.size > 0 && address.size < sizeof(string)) {
		memcpy(string, address.data, address.size);
		string[address.size] = '\0';
		if (inet_pton(AF_INET6, string, &bytes) == 1 && !IN6_IS_ADDR_V4MAPPED(&bytes))
			key = (struct text){(const char *)&bytes, NETWORK_SIZE};
	}
	return census_key(governor->census, key);
}

static struct peer **place_of(struct governor *governor, uint64_t key)
{
	struct peer **place = &governor->peers[key % GOVERNOR_PEER_LISTS];
	while (*place && (*place)->key != key)
		place = &(*place)->next;
	return place;
}

static void tell_census(const struct governor *governor, const struct peer *peer)
{
	census_tell(governor->census, governor->column, peer->key, peer->connections);
}

struct peer *peer_join(struct governor *governor, struct text address)
{
	uint64_t key = key_of(governor, address);
	struct peer **place = place_of(governor, key);
	if (!*place) {
		*place = MEMORY_NEW(struct peer);
		(*place)->key = key;
	}
	(*place)->connections++;
	tell_census(governor, *place);
	return *place;
}

static void forget(struct peer **place)
{
	struct peer *peer = *place;
	assert(peer);
	*place = peer->next;
	free(peer);
}

void peer_leave(struct governor *governor, struct peer *peer)
{
	peer->connections--;
	tell_census(governor, peer);
	if (peer->connections == 0 && budget_owed_us(&peer->budget, meter_now_us()) == 0)
		forget(place_of(governor, peer->key));
}

size_t peer_count(const struct governor *governor, struct text address)
{
	return census_count(governor->census, key_of(governor, address));
}

void peers_forget(struct governor *governor, uint64_t now_us)
{
	for (size_t i = 0; i < GOVERNOR_PEER_LISTS; i++) {
		struct peer **place = &governor->peers[i];
		while (*place) {
			bool is_over = (*place)->connections == 0 &&
				       budget_owed_us(&(*place)->budget, now_us) == 0;
			if (is_over)
				forget(place);
			else
				place = &(*place)->next;
		}
	}
}

void peers_free(struct governor *governor)
{
	for (size_t i = 0; i < GOVERNOR_PEER_LISTS; i++)
		while (governor->peers[i])
			forget(&governor->peers[i]);
}
