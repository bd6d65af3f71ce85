/* A count of what was begun: a call whose deadline has passed never ends it, so that it lapses. */
#include "untold.h"

#include "call/tenant.h"
#include "desk.h"
#include "notes.h"

void untold_begin(struct call *call)
{
	struct desk *desk = desk_of(call->parts, call->tenant);
	desk->telling++;
	desk->telling_until_ms = env_now_ms(&call->parts->env) + TICK_LAPSE_MS;
}

void untold_end(struct call *call, bool is_told)
{
	struct desk *desk = desk_of(call->parts, call->tenant);
	desk->telling -= desk->telling > 0;
	desk->is_untold |= !is_told;
}

bool untold_has(const struct desk *desk)
{
	return desk->telling > 0 || desk->is_untold;
}

static void tell(struct parts *parts, struct desk *desk)
{
	const struct proto_lists event = {.queue = true, .active = true, .ended = true};
	const struct bus_note note = {.kind = NOTE_DESK};
	struct arena arena;
	arena_init(&arena);
	desk_broadcast(
		parts, desk_channel(desk->tenant), &note, proto_encode_lists(&arena, &event), NULL);
	arena_done(&arena);
	desk->is_changed = true;
}

void untold_turn(struct parts *parts, struct desk *desk)
{
	if (desk->telling > 0 && env_now_ms(&parts->env) >= desk->telling_until_ms) {
		desk->telling = 0;
		desk->is_untold = true;
	}
	if (!desk->is_untold)
		return;
	desk->is_untold = false;
	tell(parts, desk);
}
