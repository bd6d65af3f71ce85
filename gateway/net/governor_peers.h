/*
 * Addresses that have connections, or owe something still: of IPv6 the /64. Each has a share of the
 * worker, and a number of connections on this host, which a census counts.
 */
#ifndef FRONTDESK_GOVERNOR_PEERS_H
#define FRONTDESK_GOVERNOR_PEERS_H

#include "net/governor.h"
#include "net/governor_rates.h"

struct governor_peers;
struct peer;
struct settings;

/* NULL when there is no census. */
struct governor_peers *governor_peers_new(
	const struct settings *settings, const struct governor_setup *setup);
void governor_peers_free(struct governor_peers **peers);
/* Forgets those who have no connection and owe nothing any more. */
void governor_peers_forget(struct governor_peers *peers, uint64_t now_us);

/* One more connection of this address, and one fewer. */
struct peer *peer_join(struct governor_peers *peers, struct text address);
void peer_leave(struct governor_peers *peers, struct peer *peer, uint64_t now_us);
void peer_charge(const struct governor_peers *peers, struct peer *peer,
	const struct governor_cost *cost, uint64_t now_us);
/* How long it takes to regain what it owes, and whether that is too much. */
uint64_t peer_owed_us(const struct peer *peer, uint64_t now_us);
bool peer_owes(const struct peer *peer, uint64_t now_us);
/* Few of one address's connections are let go at a time, since each may cost a whole message at
 * once: a tick begins, and whether one more may go in it. */
void peer_begin_release(struct peer *peer);
bool peer_may_release(struct peer *peer);

#endif
