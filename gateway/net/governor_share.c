/*
 * What one connection costs, and what follows: who owes too much is held, which is to say not read,
 * until enough is regained. Whoever is held together with others of one address is let go few at a
 * time, since each may cost a whole message at once.
 */
#include "net/governor_share.h"

#include <stdlib.h>

#include "base/memory.h"
#include "loop/budget.h"
#include "net/governor_meter.h"
#include "net/governor_peers.h"
#include "net/governor_private.h"
#include "net/governor_rates.h"

enum {
	TICK_MS = 20,
	CAPACITY_LEAST = 16,
	WAIT_LEAST_MS = 1000,
	RELEASE_US = 4900000 /* who is held is held until so much is owed */
};

/* Some 15,000 lie idle in a worker. */
struct share {
	struct governor *governor;
	struct peer *peer; /* NULL: a proxy's, between two requests */
	struct budget budget;
	struct governor_cost unnamed; /* a proxy's, for whom it will name */
	struct share_reader *reader;  /* NULL while it changes hands */
	struct share_reader *lender;  /* NULL: nobody has it beside */
	int descriptor;
	uint32_t held_place; /* on the list of those held, counted from 1; 0: not held */
	bool is_common;      /* many clients' requests come over it */
	bool is_lent;        /* two have it */
	bool is_leaving;     /* nobody serves it any more */
};

struct governor_shares {
	struct governor *governor;
	struct governor_rates rates;
	struct share **held;
	uint32_t held_count, held_capacity;
	struct timer release;
};

/* --- charging ---------------------------------------------------------------------------- */
/* Of whom a proxy names requests are read whatever it owes: to refuse them adds nothing to that, or
 * it would be refused long after it has left off. */
static void charge_address(struct share *share, const struct governor_cost *cost, uint64_t now_us)
{
	if (!share->peer) {
		share->unnamed.loop_us += cost->loop_us;
		share->unnamed.bytes += cost->bytes;
	} else if (!share->is_common || !peer_owes(share->peer, now_us)) {
		peer_charge(share->governor->peers, share->peer, cost, now_us);
	}
}

void share_charge(struct share *share, uint64_t loop_us, uint64_t bytes)
{
	const struct governor_cost cost = {loop_us, bytes};
	uint64_t now_us = meter_now_us();
	if (!share->is_common)
		budget_use(&share->budget, now_us,
			governor_regaining_us(&share->governor->shares->rates, &cost));
	charge_address(share, &cost, now_us);
}

static uint64_t owed_us(const struct share *share, uint64_t now_us)
{
	uint64_t own = budget_owed_us(&share->budget, now_us);
	uint64_t address = share->peer ? peer_owed_us(share->peer, now_us) : 0;
	return own > address ? own : address;
}

/* --- holding ----------------------------------------------------------------------------- */
static void watch(const struct share *share)
{
	if (share->reader)
		share->reader->watch(share->reader);
	if (share->lender)
		share->lender->watch(share->lender);
}

static void release_tick(struct timer *timer);

static void hold(struct share *share)
{
	struct governor *governor = share->governor;
	struct governor_shares *shares = governor->shares;
	if (shares->held_count == shares->held_capacity) {
		shares->held_capacity =
			shares->held_capacity ? shares->held_capacity * 2 : CAPACITY_LEAST;
		shares->held =
			memory_resize(shares->held, shares->held_capacity, sizeof(struct share *));
	}
	shares->held[shares->held_count++] = share;
	share->held_place = shares->held_count;
	governor_tell(governor, GOVERNOR_HELD);
	watch(share);
	if (!timer_is_set(&shares->release))
		wheel_set(governor->env->wheel, &shares->release, TICK_MS, release_tick);
}

bool share_holds(struct share *share)
{
	if (share && share->held_place == 0 && !share->is_common &&
		owed_us(share, meter_now_us()) > GOVERNOR_OWED_MAX_US)
		hold(share);
	return share_is_held(share);
}

bool share_is_held(const struct share *share)
{
	return share && share->held_place > 0;
}

static void let_go(struct share *share)
{
	struct governor_shares *shares = share->governor->shares;
	struct share *last = shares->held[--shares->held_count];
	shares->held[share->held_place - 1] = last;
	last->held_place = share->held_place;
	share->held_place = 0;
}

static bool may_go(struct share *share, uint64_t now_us)
{
	if (owed_us(share, now_us) > RELEASE_US)
		return false;
	return !share->peer || peer_may_release(share->peer);
}

static void release_some(struct governor_shares *shares)
{
	uint64_t now_us = meter_now_us();
	for (uint32_t i = 0; i < shares->held_count; i++)
		if (shares->held[i]->peer)
			peer_begin_release(shares->held[i]->peer);
	for (uint32_t i = shares->held_count; i > 0; i--) {
		struct share *share = shares->held[i - 1];
		if (!may_go(share, now_us))
			continue;
		let_go(share);
		watch(share);
	}
}

static void release_tick(struct timer *timer)
{
	struct governor_shares *shares = CONTAINER_OF(timer, struct governor_shares, release);
	release_some(shares);
	if (shares->held_count > 0)
		wheel_set(shares->governor->env->wheel, timer, TICK_MS, release_tick);
}

/* --- life -------------------------------------------------------------------------------- */
struct share *share_open(struct governor *governor, int descriptor, struct text address)
{
	if (!governor || !governor->peers)
		return NULL;
	struct share *share = MEMORY_NEW(struct share);
	share->governor = governor;
	share->descriptor = descriptor;
	share->is_common = address.size == 0;
	share->peer = share->is_common ? NULL : peer_join(governor->peers, address);
	meter_know(descriptor, share);
	return share;
}

static void free_share(struct share *share)
{
	meter_forget(share->descriptor, share);
	meter_leave(share);
	if (share->held_place)
		let_go(share);
	if (share->peer)
		peer_leave(share->governor->peers, share->peer, meter_now_us());
	free(share);
}

void share_close(struct share **share)
{
	struct share *closed = *share;
	*share = NULL;
	if (!closed)
		return;
	meter_settle(closed);
	if (!closed->is_lent) {
		free_share(closed);
		return;
	}
	meter_forget(closed->descriptor, closed);
	closed->is_lent = false;
	closed->reader = NULL;
	share_unname(closed);
}

void share_leave(struct share *share)
{
	share_read_by(share, NULL);
	if (share)
		share->is_leaving = true;
}

bool share_is_left(const struct share *share)
{
	return share->is_leaving;
}

struct share *share_lend(struct share *share, int descriptor)
{
	if (!share)
		return NULL;
	meter_forget(share->descriptor, share);
	share->descriptor = descriptor;
	meter_know(descriptor, share);
	share->lender = share->reader;
	share->reader = NULL;
	share->is_lent = true;
	return share;
}

void share_recall(struct share **share)
{
	struct share *recalled = *share;
	*share = NULL;
	if (!recalled)
		return;
	recalled->lender = NULL;
	if (recalled->is_lent)
		recalled->is_lent = false;
	else
		free_share(recalled);
}

void share_read_by(struct share *share, struct share_reader *reader)
{
	if (!share)
		return;
	share->reader = reader;
	if (share->held_place)
		watch(share);
}

/* --- behind a proxy ---------------------------------------------------------------------- */
void share_unname(struct share *share)
{
	if (!share || !share->is_common)
		return;
	meter_settle(share);
	share->unnamed = (struct governor_cost){0};
	if (!share->peer)
		return;
	peer_leave(share->governor->peers, share->peer, meter_now_us());
	share->peer = NULL;
}

/* What was done before it was known for whom. */
static void charge_unnamed(struct share *share)
{
	struct governor_cost cost = share->unnamed;
	share->unnamed = (struct governor_cost){0};
	share_charge(share, cost.loop_us, cost.bytes);
}

uint64_t share_name(struct share *share, struct text address, bool for_good)
{
	if (!share || !share->is_common || address.size == 0)
		return 0;
	struct governor *governor = share->governor;
	if (share->peer)
		share_unname(share);
	if (governor_is_crowded(governor, address)) {
		governor_tell(governor, GOVERNOR_CROWDED);
		return WAIT_LEAST_MS;
	}
	share->peer = peer_join(governor->peers, address);
	charge_unnamed(share);
	share->is_common = !for_good;
	if (!share_owes(share))
		return 0;
	governor_tell(governor, GOVERNOR_HELD);
	return WAIT_LEAST_MS;
}

bool share_owes(const struct share *share)
{
	return share && share->peer && peer_owes(share->peer, meter_now_us());
}

/* --- all of them ------------------------------------------------------------------------------ */
struct governor_shares *governor_shares_new(struct governor *governor)
{
	const struct settings *settings = governor->env->settings;
	struct governor_shares *shares = MEMORY_NEW(struct governor_shares);
	shares->governor = governor;
	shares->rates = (struct governor_rates){.percent = (uint64_t)settings->connection_percent,
		.bytes = (uint64_t)settings->connection_bytes};
	return shares;
}

void governor_shares_free(struct governor_shares **shares)
{
	if (!*shares)
		return;
	wheel_cancel((*shares)->governor->env->wheel, &(*shares)->release);
	free((*shares)->held);
	free(*shares);
	*shares = NULL;
}
