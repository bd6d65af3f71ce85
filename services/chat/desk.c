/* The desk's counts, and the places of those who wait. */
#include "desk.h"

#include "call/tenant.h"
#include "places.h"
#include "rounds.h"
#include "sockets/frame.h"
#include "sockets/hub.h"
#include "sql_chat.h"

enum {
	PLACES_EACH_SECOND = 20, /* those at the head of the queue hear of every step */
	PLACES_MOST = 2000,      /* the others every 5 s */
	ALL_PLACES_MS = 5000,
	COUNT_MS = 5000 /* what happened elsewhere is noticed too */
};

void desk_publish(struct parts *parts, struct channel channel, struct text json,
	const struct ws_connection *except)
{
	struct frame *frame = frame_new(json);
	hub_publish(parts->hub, channel, frame, except);
	frame_unref(&frame);
}

void desk_broadcast(struct parts *parts, struct channel channel, const struct bus_note *note,
	struct text json, const struct ws_connection *except)
{
	struct frame *frame = frame_new(json);
	hub_broadcast(parts, channel, note, frame, except);
	frame_unref(&frame);
}

struct channel desk_channel(const struct tenant *tenant)
{
	return (struct channel){.kind = CHANNEL_AGENTS, .tenant_id = tenant->id};
}

/* --- a tick: counts, then places ---------------------------------------------------------- */
static void tell_counts(struct call *call, struct desk *desk, struct sql_chat_desk_row row)
{
	const struct proto_queue event = {
		.waiting = row.waiting, .active = row.active, .agents_online = row.agents_online};
	if (row.waiting == desk->told_waiting && row.active == desk->told_active &&
		row.agents_online == desk->told_agents)
		return;
	desk->told_waiting = row.waiting;
	desk->told_active = row.active;
	desk->told_agents = row.agents_online;
	desk_publish(call->parts, desk_channel(call->tenant),
		proto_encode_queue(&call->arena, &event), NULL);
}

static void tell_place(
	struct call *call, const struct desk *desk, struct live_session *live, int64_t place)
{
	int64_t wait = places_expected_wait(desk->places, place);
	if (live->told_place == place && live->told_wait == wait &&
		live->told_agents == desk->told_agents)
		return;
	live->told_place = place;
	live->told_wait = wait;
	live->told_agents = desk->told_agents;
	const struct proto_position event = {
		.session_id = live->id,
		.queue_position = place,
		.expected_wait_seconds = wait,
		.has_expected_wait_seconds = wait >= 0,
		.agents_online = desk->told_agents,
	};
	desk_publish(
		call->parts, live_channel(live), proto_encode_position(&call->arena, &event), NULL);
}

static void tell_places(struct call *call, struct desk *desk, int64_t most)
{
	for (struct live_session *live = desk->sessions; live; live = live->next_of_desk) {
		int64_t place = session_status_is_queued(live->status)
					? places_find(desk->places, live->id)
					: 0;
		if (place > 0 && place <= most && live_is_listened_to(call->parts, live))
			tell_place(call, desk, live, place);
	}
	desk->is_behind =
		most == PLACES_EACH_SECOND && places_count(desk->places) >= PLACES_EACH_SECOND;
}

static struct next places_read(struct call *call)
{
	struct desk *desk = desk_of(call->parts, call->tenant);
	uint64_t now = env_now_ms(&call->parts->env);
	bool is_all = now >= desk->all_places_due_ms;
	desk->reading_until_ms = 0;
	if (!desk->places) { /* they could not be read */
		desk->is_changed = true;
		return call_done(call);
	}
	if (is_all)
		desk->all_places_due_ms = now + ALL_PLACES_MS;
	tell_places(call, desk, is_all ? PLACES_MOST : PLACES_EACH_SECOND);
	return call_done(call);
}

static struct next counts_read(struct call *call, const struct sql_answer *answer)
{
	struct desk *desk = desk_of(call->parts, call->tenant);
	if (answer->err != ERR_NONE) {
		desk->reading_until_ms = 0;
		desk->is_changed = true;
		return call_done(call);
	}
	struct sql_chat_desk_row row = sql_chat_desk_row(answer, 0);
	tell_counts(call, desk, row);
	if (row.has_lapsed)
		call_start_tick(call->parts, call->tenant, "chat.release", desk_release);
	if (row.waiting == 0) {
		desk->reading_until_ms = 0;
		return call_done(call);
	}
	return places_renew(call, places_read);
}

static struct next read_desk(struct call *call)
{
	return sql_chat_desk(call, counts_read);
}

static void count_by_itself(struct parts *parts, struct desk *desk, uint64_t now)
{
	if (now < desk->count_due_ms && bus_is_healthy(parts))
		return;
	desk->count_due_ms = round_due_ms(desk->tenant->id, COUNT_MS, now);
	desk->is_changed |= desk_is_watched(parts, desk) || desk_has_queued(desk);
}

void desk_turn(struct parts *parts, struct desk *desk)
{
	uint64_t now = env_now_ms(&parts->env);
	bool is_due = desk->is_behind && now >= desk->all_places_due_ms;
	count_by_itself(parts, desk, now);
	if (now < desk->reading_until_ms || !(desk->is_changed || is_due))
		return;
	desk->is_changed = false;
	desk->reading_until_ms = now + TICK_LAPSE_MS;
	call_start_turn(parts, desk->tenant, "chat.desk", read_desk);
}

bool desk_has_queued(const struct desk *desk)
{
	const struct live_session *live = desk->sessions;
	while (live && !session_status_is_queued(live->status))
		live = live->next_of_desk;
	return live != NULL;
}

static void make_due(struct parts *parts, struct desk *desk)
{
	desk->compare_due_ms = desk->count_due_ms = 0;
}

void desk_all_due(struct parts *parts)
{
	desk_each(parts, make_due);
}
