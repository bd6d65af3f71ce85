/*
 * What one connection costs, and what follows: who owes too much is held, which is to say not read,
 * until enough is regained. Whoever is held together with others of one address is let go few at a
 * time, since each may cost a whole message at once.
 */
#include "net/governor_private.h"

#include <stdlib.h>

#include "base/memory.h"

enum { TICK_MS = 20, RELEASED_PER_TICK = 8, CAPACITY_LEAST = 16, WAIT_LEAST_MS = 1000 };

/* --- charging ---------------------------------------------------------------------------- */
/* Whichever takes longer to regain. */
static uint64_t regaining_us(const struct governor_rates *rates, uint64_t loop_us, uint64_t bytes)
{
	uint64_t by_time = loop_us * 100 / rates->percent;
	uint64_t by_size = bytes * 1000000 / rates->bytes;
	return by_time > by_size ? by_time : by_size;
}

static bool owes(const struct peer *peer, uint64_t now_us)
{
	return budget_owed_us(&peer->budget, now_us) > GOVERNOR_OWED_MAX_US;
}

/* Of whom a proxy names requests are read whatever it owes: to refuse them adds nothing to that, or
 * it would be refused long after it has left off. */
static void charge_address(struct share *share, uint64_t loop_us, uint64_t bytes, uint64_t now_us)
{
	if (!share->peer) {
		share->unnamed.loop_us += loop_us;
		share->unnamed.bytes += bytes;
	} else if (!share->is_common || !owes(share->peer, now_us)) {
		budget_use(&share->peer->budget, now_us,
			regaining_us(&share->governor->address_rates, loop_us, bytes));
	}
}

void share_charge(struct share *share, uint64_t loop_us, uint64_t bytes)
{
	uint64_t now_us = meter_now_us();
	if (!share->is_common)
		budget_use(&share->budget, now_us,
			regaining_us(&share->governor->connection_rates, loop_us, bytes));
	charge_address(share, loop_us, bytes, now_us);
}

static uint64_t owed_us(const struct share *share, uint64_t now_us)
{
	uint64_t own = budget_owed_us(&share->budget, now_us);
	uint64_t address = share->peer ? budget_owed_us(&share->peer->budget, now_us) : 0;
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
	if (governor->held_count == governor->held_capacity) {
		governor->held_capacity =
			governor->held_capacity ? governor->held_capacity * 2 : CAPACITY_LEAST;
		governor->held = memory_resize(
			governor->held, governor->held_capacity, sizeof(struct share *));
	}
	governor->held[governor->held_count++] = share;
	share->held_place = governor->held_count;
	governor_tell(governor, GOVERNOR_HELD);
	watch(share);
	if (!timer_is_set(&governor->release))
		wheel_set(governor->env->wheel, &governor->release, TICK_MS, release_tick);
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
	struct governor *governor = share->governor;
	struct share *last = governor->held[--governor->held_count];
	governor->held[share->held_place - 1] = last;
	last->held_place = share->held_place;
	share->held_place = 0;
}

static bool may_go(struct share *share, uint64_t now_us)
{
	if (owed_us(share, now_us) > GOVERNOR_RELEASE_US)
		return false;
	return !share->peer || share->peer->released++ < RELEASED_PER_TICK;
}

static void release_some(struct governor *governor)
{
	uint64_t now_us = meter_now_us();
	for (uint32_t i = 0; i < governor->held_count; i++)
		if (governor->held[i]->peer)
			governor->held[i]->peer->released = 0;
	for (uint32_t i = governor->held_count; i > 0; i--) {
		struct share *share = governor->held[i - 1];
		if (!may_go(share, now_us))
			continue;
		let_go(share);
		watch(share);
	}
}

static void release_tick(struct timer *timer)
{
	struct governor *governor = CONTAINER_OF(timer, struct governor, release);
	release_some(governor);
	if (governor->held_count > 0)
		wheel_set(governor->env->wheel, timer, TICK_MS, release_tick);
}

/* --- life -------------------------------------------------------------------------------- */
struct share *share_open(struct governor *governor, int descriptor, struct text address)
{
	if (!governor || !governor->census)
		return NULL;
	struct share *share = MEMORY_NEW(struct share);
	share->governor = governor;
	share->descriptor = descriptor;
	share->is_common = address.size == 0;
	share->peer = share->is_common ? NULL : peer_join(governor, address);
	meter_know(descriptor, share);
	return share;
}

static void free_share(struct share *share)
{
	meter_forget(share->descriptor, share);
	if (share->held_place)
		let_go(share);
	if (share->peer)
		peer_leave(share->governor, share->peer);
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
	share->unnamed = (struct share_cost){0};
	if (!share->peer)
		return;
	peer_leave(share->governor, share->peer);
	share->peer = NULL;
}

/* What was done before it was known for whom. */
static void charge_unnamed(struct share *share)
{
	struct share_cost cost = share->unnamed;
	share->unnamed = (struct share_cost){0};
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
	share->peer = peer_join(governor, address);
	charge_unnamed(share);
	share->is_common = !for_good;
	if (!share_owes(share))
		return 0;
	governor_tell(governor, GOVERNOR_HELD);
	return WAIT_LEAST_MS;
}

bool share_owes(const struct share *share)
{
	return share && share->peer && owes(share->peer, meter_now_us());
}
