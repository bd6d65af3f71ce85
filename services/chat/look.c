/* Looks: one statement for each desk, whose cost sets its pace, as consoles set that of telling. */
#include "look.h"

#include "bus/bus.h"
#include "call/tenant.h"
#include "desk.h"
#include "sockets/hub.h"
#include "sql_chat.h"
#include "state.h"

enum {
	LOOK_EVERY_MS = 1000,
	LOOK_COST_FACTOR = 20, /* a look takes a twentieth of a connection's time at most */
	/* Lists are read again every other second at most, and by a worker's consoles of a desk ten
	 * times a second together. */
	TELL_EVERY_MS = 2000,
	TELL_CONSOLE_MS = 100,
	/* A replica that comes back to Redis later than we do was not heard until then: longer than
	 * what it waits between two tries. */
	LOOK_AFTER_MS = 10000
};

static uint64_t more_of(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* --- telling ------------------------------------------------------------------------------ */
static void tell(struct call *call, struct desk *desk, const bool is_other[LOOK_LISTS])
{
	struct parts *parts = call->parts;
	struct channel channel = desk_channel(call->tenant);
	const struct proto_lists event = {.queue = is_other[LOOK_QUEUE],
		.active = is_other[LOOK_ACTIVE],
		.ended = is_other[LOOK_ENDED],
		.agents = is_other[LOOK_AGENTS]};
	uint64_t pace = hub_listener_count(parts->hub, channel) * TELL_CONSOLE_MS;
	desk->look.tell_due_ms = env_now_ms(&parts->env) + more_of(TELL_EVERY_MS, pace);
	desk_publish(parts, channel, proto_encode_lists(&call->arena, &event), NULL);
}

/* What could not be told yet stays different, and is told by a later look. */
static void compare(struct call *call, struct desk *desk, const int64_t prints[LOOK_LISTS])
{
	struct look *look = &desk->look;
	bool is_other[LOOK_LISTS], is_news = false;
	for (size_t i = 0; i < LOOK_LISTS; i++) {
		is_other[i] = !look->is_known || look->prints[i] != prints[i];
		is_news |= is_other[i];
	}
	if (!is_news || env_now_ms(&call->parts->env) < look->tell_due_ms)
		return;
	look->is_known = true;
	for (size_t i = 0; i < LOOK_LISTS; i++)
		look->prints[i] = prints[i];
	tell(call, desk, is_other);
}

/* --- looking ------------------------------------------------------------------------------ */
static struct next looked(struct call *call, const struct sql_answer *answer)
{
	struct desk *desk = desk_of(call->parts, call->tenant);
	uint64_t now = env_now_ms(&call->parts->env);
	uint64_t cost = (now - desk->look.begun_ms) * LOOK_COST_FACTOR;
	desk->look.until_ms = 0;
	desk->look.due_ms = desk->look.begun_ms + more_of(LOOK_EVERY_MS, cost);
	if (answer->err != ERR_NONE)
		return call_done(call);
	struct sql_chat_desk_prints_row row = sql_chat_desk_prints_row(answer, 0);
	const int64_t prints[LOOK_LISTS] = {
		[LOOK_QUEUE] = row.queue,
		[LOOK_ACTIVE] = row.active,
		[LOOK_ENDED] = row.ended,
		[LOOK_AGENTS] = row.agents,
	};
	compare(call, desk, prints);
	return call_done(call);
}

static struct next ask(struct call *call)
{
	return sql_chat_desk_prints(call, looked);
}

void look_turn(struct parts *parts, struct desk *desk)
{
	uint64_t now = env_now_ms(&parts->env);
	if (now >= parts->chat->deaf_until_ms || !desk_is_watched(parts, desk) ||
		now < desk->look.until_ms || now < desk->look.due_ms)
		return;
	desk->look.until_ms = now + TICK_LAPSE_MS;
	desk->look.begun_ms = now;
	call_start_turn(parts, desk->tenant, "chat.look", ask);
}

static void forget(struct parts *parts, struct desk *desk)
{
	desk->look.is_known = false;
}

void look_beat(struct parts *parts)
{
	struct chat *chat = parts->chat;
	uint64_t now = env_now_ms(&parts->env);
	if (!bus_is_healthy(parts))
		chat->deaf_until_ms = now + LOOK_AFTER_MS;
	if (now >= chat->deaf_until_ms)
		desk_each(parts, forget);
}

void look_bus_restored(struct parts *parts)
{
	parts->chat->deaf_until_ms = env_now_ms(&parts->env) + LOOK_AFTER_MS;
	desk_each(parts, forget);
}
