/* Closing many: the drain before the process ends, and a person's sockets when they sign out. */
#include "sockets/connection.h"

#include "call/tenant.h"

/* 500 goodbyes a second, so that those who stay are not overrun by those who come; more where that
 * would take longer than half of what a worker has for its drain. */
enum {
	DRAIN_STEP_MS = 20,
	DRAIN_PER_STEP = 10,
	DRAIN_RETRY_LEAST_MS = 200,
	DRAIN_RETRY_SPREAD_MS = 4000,
	DRAIN_RETRY_STRIDE_MS = 1543, /* prime: neighbours in the table come back far apart */
	VISITOR_RETRY_MS = 1000       /* by then the page has its new token */
};

static uint64_t retry_hint_ms(uint32_t slot)
{
	return DRAIN_RETRY_LEAST_MS +
	       (uint64_t)slot * DRAIN_RETRY_STRIDE_MS % DRAIN_RETRY_SPREAD_MS;
}

/* Who has come since the goodbyes began is not meant. */
static bool has_come_back(const struct ws_connection *connection)
{
	return connection->opened_in == connection->parts->sockets->drain_round;
}

static void drain_some(struct timer *timer)
{
	struct sockets *sockets = CONTAINER_OF(timer, struct sockets, drain);
	size_t said = 0;
	size_t steps = sockets->parts->env.drain_ms / 2 / DRAIN_STEP_MS + 1;
	size_t most = sockets->slot_count / steps + 1;
	if (most < DRAIN_PER_STEP)
		most = DRAIN_PER_STEP;
	while (sockets->drained_slot < sockets->slot_count && said < most) {
		uint32_t slot = sockets->drained_slot++;
		struct ws_connection *connection = sockets->slots[slot].connection;
		if (!connection || connection->is_closing || has_come_back(connection))
			continue;
		ws_say_goodbye(connection, "drain", retry_hint_ms(slot), WS_CLOSE_GOING_AWAY);
		said++;
	}
	if (sockets->drained_slot < sockets->slot_count)
		wheel_set(sockets->parts->env.wheel, timer, DRAIN_STEP_MS, drain_some);
}

void ws_send_all_away(struct sockets *sockets)
{
	sockets->drained_slot = 0;
	sockets->drain_round++;
	wheel_set(sockets->parts->env.wheel, &sockets->drain, 0, drain_some);
}

/* Whether a sign-out or the like means it; nil stands for every sign-in, and for no exception. */
static bool is_of_user(const struct ws_connection *connection, struct uuid user_id,
	struct uuid sign_in_id, struct uuid except_sign_in_id)
{
	const struct who *who = &connection->who;
	return who->kind == WHO_AGENT && uuid_equals(who->user_id, user_id) &&
	       (uuid_is_nil(sign_in_id) || uuid_equals(who->sign_in_id, sign_in_id)) &&
	       (uuid_is_nil(except_sign_in_id) || !uuid_equals(who->sign_in_id, except_sign_in_id));
}

void ws_close_user(struct sockets *sockets, struct uuid user_id, struct uuid sign_in_id,
	struct uuid except_sign_in_id)
{
	for (uint32_t slot = 0; slot < sockets->slot_count; slot++) {
		struct ws_connection *connection = sockets->slots[slot].connection;
		if (connection && is_of_user(connection, user_id, sign_in_id, except_sign_in_id))
			ws_say_goodbye(connection, "signed_out", 0, WS_CLOSE_SIGNED_OUT);
	}
}

static bool is_of_visitor(
	const struct ws_connection *connection, struct uuid tenant_id, struct text visitor_id)
{
	return connection->is_open && !connection->is_closing &&
	       connection->who.kind == WHO_VISITOR &&
	       uuid_equals(connection->tenant->id, tenant_id) &&
	       text_equals(text_from(connection->who.visitor_id), visitor_id);
}

void ws_close_visitor(struct sockets *sockets, struct uuid tenant_id, struct text visitor_id)
{
	for (uint32_t slot = 0; slot < sockets->slot_count; slot++) {
		struct ws_connection *connection = sockets->slots[slot].connection;
		if (connection && is_of_visitor(connection, tenant_id, visitor_id))
			ws_say_goodbye(connection, "drain", VISITOR_RETRY_MS, WS_CLOSE_GOING_AWAY);
	}
}
