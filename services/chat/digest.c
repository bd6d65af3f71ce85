/* Digests: the `session` events that keep agents' lists right while messages come and go. */
#include "desk.h"
#include "session.h"
#include "sql_chat.h"

enum { DIGESTS_AT_ONCE = 200 };

static struct next digested(struct call *call, const struct sql_answer *answer)
{
	struct desk *desk = desk_of(call->gateway, call->tenant);
	desk->digesting_until_ms = 0;
	for (size_t i = 0; answer->err == ERR_NONE && i < answer->row_count; i++) {
		const struct proto_session event = {
			.session = sql_chat_session_digests_row(answer, i).session};
		desk_broadcast(call->gateway, desk_channel(call->tenant), NULL,
			proto_encode_session(&call->arena, &event), NULL);
	}
	return call_done(call);
}

/* The ids of the sessions that are due; those over the limit wait for the next beat. */
static size_t take_due(struct call *call, struct desk *desk, struct text ret_ids[DIGESTS_AT_ONCE])
{
	char id[UUID_TEXT_SIZE + 1];
	size_t count = 0;
	desk->has_digests = false;
	for (struct live_session *live = desk->sessions; live; live = live->next_of_desk) {
		if (!live->digest_is_due)
			continue;
		if (count == DIGESTS_AT_ONCE) {
			desk->has_digests = true;
			break;
		}
		live->digest_is_due = false;
		uuid_format(live->id, id);
		ret_ids[count++] = arena_copy(&call->arena, text_from(id));
	}
	return count;
}

static struct next digest(struct call *call)
{
	struct text ids[DIGESTS_AT_ONCE];
	struct desk *desk = desk_of(call->gateway, call->tenant);
	size_t count = take_due(call, desk, ids);
	/* With a bus the agents may be connected to any replica. */
	if (count > 0 && (call->gateway->bus || desk_is_watched(call->gateway, desk)))
		return sql_chat_session_digests(call, digested, ids, count);
	desk->digesting_until_ms = 0;
	return call_done(call);
}

static void beat(struct gateway *gateway, struct desk *desk)
{
	if (!desk->has_digests || gateway_now_ms(gateway) < desk->digesting_until_ms)
		return;
	desk->digesting_until_ms = gateway_now_ms(gateway) + TICK_LAPSE_MS;
	call_start_tick(gateway, desk->tenant, "chat.digest", digest);
}

void digest_beat(struct gateway *gateway)
{
	desk_each(gateway, beat);
}
