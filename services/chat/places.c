/* Places: a list of ids as PostgreSQL sent it, and a table of where in it each stands. */
#include "places.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "call/tenant.h"
#include "live.h"
#include "sql_chat.h"

enum { WAIT_MOST_SECONDS = 86400, WAITING_LONG = 1000 /* to count so many costs nothing */ };

struct places {
	uint64_t read_ms;                     /* when they were asked for */
	int64_t agents_online, usual_wait_ms; /* -1: unknown */
	size_t count, mask;
	struct uuid *ids; /* by place, from 1 on */
	uint32_t slots[]; /* a place, or 0; ids are random and need no hashing of ours */
};

/* --- the table -------------------------------------------------------------------------------- */
static size_t slot_of(const struct places *places, struct uuid id)
{
	uint32_t hash;
	memcpy(&hash, id.bytes + sizeof(id.bytes) - sizeof(hash), sizeof(hash));
	size_t slot = hash & places->mask;
	while (places->slots[slot] && !uuid_equals(places->ids[places->slots[slot] - 1], id))
		slot = (slot + 1) & places->mask;
	return slot;
}

/* One piece of memory: the slots, at most half of them taken, and the ids. */
static struct places *make(struct text ids)
{
	size_t count = ids.size / sizeof(struct uuid), slots = 2;
	while (slots < 2 * count)
		slots *= 2;
	struct places *places = memory_new(
		sizeof(*places) + slots * sizeof(uint32_t) + count * sizeof(struct uuid));
	places->count = count;
	places->mask = slots - 1;
	places->ids = (struct uuid *)(places->slots + slots);
	if (count > 0)
		memcpy(places->ids, ids.data, count * sizeof(struct uuid));
	for (size_t i = 0; i < count; i++)
		places->slots[slot_of(places, places->ids[i])] = (uint32_t)i + 1;
	return places;
}

void places_free(struct places **places)
{
	free(*places);
	*places = NULL;
}

int64_t places_find(const struct places *places, struct uuid session_id)
{
	return places ? places->slots[slot_of(places, session_id)] : 0;
}

size_t places_count(const struct places *places)
{
	return places ? places->count : 0;
}

int64_t places_expected_wait(const struct places *places, int64_t place)
{
	if (places->agents_online <= 0 || places->usual_wait_ms < 0)
		return -1;
	int64_t rounds = (place + places->agents_online - 1) / places->agents_online;
	int64_t wait = (rounds * places->usual_wait_ms + 500) / 1000;
	return wait < WAIT_MOST_SECONDS ? wait : WAIT_MOST_SECONDS;
}

/* --- reading: a tick of its own, so that no asker's leaving touches the others ---------------- */
static struct next waited(struct call *call)
{
	return call->chat->places_then(call);
}

static void let_go(struct desk *desk)
{
	while (desk->places_waiters) {
		struct chat_work *work = desk->places_waiters;
		desk->places_waiters = work->next_waiter;
		call_resume(work->call, waited);
	}
}

static struct next was_read(struct call *call, const struct sql_answer *answer)
{
	struct desk *desk = desk_of(call->parts, call->tenant);
	places_free(&desk->places);
	if (answer->err == ERR_NONE) {
		struct sql_chat_places_row row = sql_chat_places_row(answer, 0);
		desk->places = make(row.ids);
		desk->places->read_ms = call->chat->asked_ms;
		desk->places->agents_online = row.agents_online;
		desk->places->usual_wait_ms = row.has_usual_wait_ms ? row.usual_wait_ms : -1;
	}
	desk->placing_until_ms = 0;
	let_go(desk);
	return call_done(call);
}

static struct next read_places(struct call *call)
{
	chat_work(call)->asked_ms = env_now_ms(&call->parts->env);
	return sql_chat_places(call, was_read, PLACES_READ_MOST);
}

static struct next wait_for(struct call *call, struct desk *desk, call_step then)
{
	struct chat_work *work = chat_work(call);
	uint64_t now = env_now_ms(&call->parts->env);
	struct next next = call_wait(call);
	work->places_then = then;
	work->call = call;
	work->next_waiter = desk->places_waiters;
	desk->places_waiters = work;
	if (now < desk->placing_until_ms)
		return next;
	desk->placing_until_ms = now + TICK_LAPSE_MS;
	call_start_tick(call->parts, desk->tenant, "chat.places", read_places);
	return next;
}

/* --- for who needs them ----------------------------------------------------------------------- */
static bool are_fresh(const struct parts *parts, const struct places *places)
{
	return places && env_now_ms(&parts->env) - places->read_ms < PLACES_FRESH_MS;
}

static bool are_known(const struct call *call)
{
	return are_fresh(call->parts, desk_of(call->parts, call->tenant)->places);
}

struct next places_require(struct call *call, call_step then)
{
	return are_known(call) ? then(call)
			       : wait_for(call, desk_of(call->parts, call->tenant), then);
}

struct next places_renew(struct call *call, call_step then)
{
	struct desk *desk = desk_of(call->parts, call->tenant);
	desk->is_changed |= env_now_ms(&call->parts->env) < desk->placing_until_ms;
	return wait_for(call, desk, then);
}

static const int64_t *parameter(struct call *call, int64_t value)
{
	int64_t *parameter = ARENA_NEW(&call->arena, int64_t);
	*parameter = value;
	return parameter;
}

const int64_t *places_known(struct call *call, struct uuid session_id)
{
	int64_t place = are_known(call) ? places_find(desk_of(call->parts, call->tenant)->places,
						  session_id)
					: 0;
	return place > 0 ? parameter(call, place) : NULL;
}

const int64_t *places_known_waiting(struct call *call)
{
	size_t count =
		are_known(call) ? places_count(desk_of(call->parts, call->tenant)->places) : 0;
	return count >= WAITING_LONG ? parameter(call, (int64_t)count) : NULL;
}

void places_sweep(struct parts *parts, struct desk *desk)
{
	if (!are_fresh(parts, desk->places))
		places_free(&desk->places);
}
