/* A hashed list of addresses. */
#include "net/governor_peers.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "loop/budget.h"
#include "loop/census.h"
#include "net/governor_private.h"

enum {
	NETWORK_SIZE = 8,
	LISTS = 4096,
	RELEASED_PER_TICK = 8,
	PART_OF_ONE = 4,      /* no address has more than one in so many places */
	PER_ADDRESS_LEAST = 8 /* browsers open six */
};

/* An address that has connections, or owes something still. */
struct peer {
	struct peer *next; /* on its list */
	uint64_t key;
	struct budget budget;
	uint32_t connections; /* in this process */
	uint32_t released;    /* in this tick */
};

struct governor_peers {
	size_t per_address;
	struct governor_rates rates;
	struct census *census; /* the host's, or else own_census */
	struct census *own_census;
	size_t column; /* this process's, of the census */
	struct peer *lists[LISTS];
};

/* Who has one IPv6 address has 2^64 of them (RFC 4291, 2.5.4): their network is the key. */
static uint64_t key_of(const struct governor_peers *peers, struct text address)
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
	return census_key(peers->census, key);
}

static struct peer **place_of(struct governor_peers *peers, uint64_t key)
{
	struct peer **place = &peers->lists[key % LISTS];
	while (*place && (*place)->key != key)
		place = &(*place)->next;
	return place;
}

static void tell_census(const struct governor_peers *peers, const struct peer *peer)
{
	census_tell(peers->census, peers->column, peer->key, peer->connections);
}

struct peer *peer_join(struct governor_peers *peers, struct text address)
{
	uint64_t key = key_of(peers, address);
	struct peer **place = place_of(peers, key);
	if (!*place) {
		*place = MEMORY_NEW(struct peer);
		(*place)->key = key;
	}
	(*place)->connections++;
	tell_census(peers, *place);
	return *place;
}

static void forget(struct peer **place)
{
	struct peer *peer = *place;
	assert(peer);
	*place = peer->next;
	free(peer);
}

void peer_leave(struct governor_peers *peers, struct peer *peer, uint64_t now_us)
{
	peer->connections--;
	tell_census(peers, peer);
	if (peer->connections == 0 && budget_owed_us(&peer->budget, now_us) == 0)
		forget(place_of(peers, peer->key));
}

bool governor_is_crowded(struct governor *governor, struct text address)
{
	const struct governor_peers *peers = governor ? governor->peers : NULL;
	return peers && address.size > 0 &&
	       census_count(peers->census, key_of(peers, address)) >= peers->per_address;
}

/* --- what they owe ---------------------------------------------------------------------------- */
void peer_charge(const struct governor_peers *peers, struct peer *peer,
	const struct governor_cost *cost, uint64_t now_us)
{
	budget_use(&peer->budget, now_us, governor_regaining_us(&peers->rates, cost));
}

uint64_t peer_owed_us(const struct peer *peer, uint64_t now_us)
{
	return budget_owed_us(&peer->budget, now_us);
}

bool peer_owes(const struct peer *peer, uint64_t now_us)
{
	return budget_owed_us(&peer->budget, now_us) > GOVERNOR_OWED_MAX_US;
}

void peer_begin_release(struct peer *peer)
{
	peer->released = 0;
}

bool peer_may_release(struct peer *peer)
{
	return peer->released++ < RELEASED_PER_TICK;
}

/* --- life ------------------------------------------------------------------------------------- */
void governor_peers_forget(struct governor_peers *peers, uint64_t now_us)
{
	for (size_t i = 0; i < LISTS; i++) {
		struct peer **place = &peers->lists[i];
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

static size_t per_address(const struct settings *settings, const struct governor_setup *setup)
{
	size_t most = setup->connections_max * setup->workers / PART_OF_ONE;
	size_t wanted = (size_t)settings->address_connections;
	most = most > PER_ADDRESS_LEAST ? most : PER_ADDRESS_LEAST;
	return wanted < most ? wanted : most;
}

/* The host's, where there is a supervisor of this version. */
static void find_census(struct governor_peers *peers, const struct governor_setup *setup)
{
	int memory;
	if (setup->census) {
		peers->census = setup->census;
		peers->column = setup->column;
		return;
	}
	peers->own_census = peers->census = census_new(1, &memory);
	if (peers->census)
		(void)close(memory);
}

struct governor_peers *governor_peers_new(
	const struct settings *settings, const struct governor_setup *setup)
{
	struct governor_peers *peers = MEMORY_NEW(struct governor_peers);
	peers->per_address = per_address(settings, setup);
	peers->rates = (struct governor_rates){.percent = (uint64_t)settings->address_percent,
		.bytes = (uint64_t)settings->address_bytes};
	find_census(peers, setup);
	if (!peers->census)
		governor_peers_free(&peers);
	return peers;
}

void governor_peers_free(struct governor_peers **peers)
{
	if (!*peers)
		return;
	for (size_t i = 0; i < LISTS; i++)
		while ((*peers)->lists[i])
			forget(&(*peers)->lists[i]);
	census_free(&(*peers)->own_census);
	free(*peers);
	*peers = NULL;
}
