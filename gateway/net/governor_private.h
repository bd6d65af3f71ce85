/*
 * What governor_life.c (its life, and what it tells), governor_peers.c (addresses), governor_share.c
 * (connections), governor_flight.c (memory) and governor_meter.c (every byte that is read) share.
 */
#ifndef FRONTDESK_GOVERNOR_PRIVATE_H
#define FRONTDESK_GOVERNOR_PRIVATE_H

#include <uv.h>

#include "loop/budget.h"
#include "loop/census.h"
#include "loop/env.h"
#include "net/governor.h"

enum {
	GOVERNOR_PEER_LISTS = 4096,
	GOVERNOR_OWED_MAX_US = 5000000, /* more than that is not read on */
	GOVERNOR_RELEASE_US = 4900000   /* until so much is left */
};

/* What a second of the loop or a number of bytes costs a share: the time to regain it. */
struct governor_rates {
	uint64_t percent; /* of the loop's time */
	uint64_t bytes;   /* a second */
};

/* An address that has connections, or owes something still. */
struct peer {
	struct peer *next; /* on its list */
	uint64_t key;
	struct budget budget;
	uint32_t connections; /* in this process */
	uint32_t released;    /* in this tick */
};

struct share_cost {
	uint64_t loop_us, bytes;
};

/* Some 15,000 lie idle in a worker. */
struct share {
	struct governor *governor;
	struct peer *peer; /* NULL: a proxy's, between two requests */
	struct budget budget;
	struct share_cost unnamed;   /* a proxy's, for whom it will name */
	struct share_reader *reader; /* NULL while it changes hands */
	struct share_reader *lender; /* NULL: nobody has it beside */
	int descriptor;
	uint32_t held_place; /* on the list of those held, counted from 1; 0: not held */
	bool is_common;      /* many clients' requests come over it */
	bool is_lent;        /* two have it */
	bool is_leaving;     /* nobody serves it any more */
};

struct governor {
	const struct env *env;
	size_t per_address;
	struct governor_holder *holder;
	struct governor_rates connection_rates, address_rates;
	struct census *census; /* the host's, or else own_census; NULL without limits */
	struct census *own_census;
	size_t column; /* this process's, of the census */
	struct peer *peers[GOVERNOR_PEER_LISTS];
	struct share **held;
	uint32_t held_count, held_capacity;
	struct timer release, second, flight;
	uint64_t acts[GOVERNOR_ACTS]; /* in this second */
};

/* --- governor_peers.c -------------------------------------------------------------------- */
/* One more connection of this address, and one fewer. */
struct peer *peer_join(struct governor *governor, struct text address);
void peer_leave(struct governor *governor, struct peer *peer);
size_t peer_count(const struct governor *governor, struct text address);
/* Forgets those who have no connection and owe nothing any more. */
void peers_forget(struct governor *governor, uint64_t now_us);
void peers_free(struct governor *governor);

/* --- governor_share.c -------------------------------------------------------------------- */
void share_charge(struct share *share, uint64_t loop_us, uint64_t bytes);

/* --- governor_flight.c ------------------------------------------------------------------- */
/* Looks at the bytes in flight from now on. */
void flight_watch(struct governor *governor);

/* --- governor_meter.c -------------------------------------------------------------------- */
void meter_start(size_t descriptors);
void meter_stop(void);
/* Names whose descriptor this is from now on; NULL: nobody's. */
void meter_know(int descriptor, struct share *share);
/* It is no longer that share's, unless it is another's already. */
void meter_forget(int descriptor, const struct share *share);
uint64_t meter_now_us(void);
/* Charges a share for what has been done for it so far, when the loop works for it just now. */
void meter_settle(struct share *share);

#endif
