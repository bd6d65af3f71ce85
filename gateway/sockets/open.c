/*
 * A connection becomes somebody's: the welcome, and from then on a watch over it. WebSockets answer
 * pings; an event stream lives as long as it takes its comments, which also keep proxies from
 * thinking it dead.
 */
#include "sockets/connection.h"

#include "auth/auth.h"
#include "call/tenant.h"
#include "pg/db.h"

/* --- liveness --------------------------------------------------------------------------------- */
/* The proof has an end too. */
static bool has_ended(const struct ws_connection *connection)
{
	int64_t expires_us = connection->who.expires_us;
	return expires_us > 0 && expires_us <= db_time_us(connection->parts->db);
}

static void send_ping(struct ws_connection *connection)
{
	struct frame *frame = frame_new_ping();
	ws_send(connection, frame);
	frame_unref(&frame);
}

static bool is_console(const struct ws_connection *connection)
{
	return connection->who.kind == WHO_AGENT && !connection->transport->is_one_way;
}

static uint32_t watch_ms(const struct ws_connection *connection)
{
	return is_console(connection) ? WS_AGENT_WATCH_MS : connection->transport->watch_ms;
}

static void watch(struct timer *timer)
{
	struct ws_connection *connection = CONTAINER_OF(timer, struct ws_connection, timer);
	bool was_heard = connection->is_heard;
	if (!connection->tenant->is_active) {
		ws_leave_tenant(connection);
		return;
	}
	if (has_ended(connection)) {
		ws_say_goodbye(connection, "signed_out", 0, WS_CLOSE_SIGNED_OUT);
		return;
	}
	connection->missed_pings = was_heard ? 0 : connection->missed_pings + 1;
	if (connection->missed_pings >
		(is_console(connection) ? WS_AGENT_MISSED_PINGS_MAX : WS_MISSED_PINGS_MAX)) {
		connection->is_silent = true;
		ws_close(connection, WS_CLOSE_GOING_AWAY);
		return;
	}
	connection->is_heard = false;
	outbox_trim(&connection->outbox);
	if (!was_heard || connection->transport->is_one_way)
		send_ping(connection);
	wheel_set(connection->parts->env.wheel, timer, watch_ms(connection), watch);
}

bool ws_has_left(const struct ws_connection *connection)
{
	return connection->is_silent || connection->close_code == WS_CLOSE_SIGNED_OUT;
}

/* --- opening ---------------------------------------------------------------------------------- */
static void send_welcome(struct ws_connection *connection, struct arena *arena, struct text agent)
{
	const struct who *who = &connection->who;
	struct text epoch = db_epoch(connection->parts->db);
	struct proto_welcome welcome = {
		.server_time = db_time_us(connection->parts->db),
		.epoch = text_is_absent(epoch) ? TEXT("") : epoch,
		.agent = agent,
		.ping_ms = WS_CLIENT_PING_MS,
	};
	if (who->kind == WHO_VISITOR)
		welcome.visitor_id = text_from(who->visitor_id);
	struct frame *frame = frame_new(proto_encode_welcome(arena, &welcome));
	ws_send(connection, frame);
	frame_unref(&frame);
}

void ws_open(struct ws_connection *connection, struct call *call, struct text agent)
{
	struct parts *parts = call->parts;
	ws_authenticate(connection, call->tenant, &call->who);
	connection->origin_mark = auth_origin_mark(call);
	connection->is_open = true;
	connection->is_heard = true;
	metric_add(parts->env.metrics, METRIC_OPENED, 1);
	wheel_set(parts->env.wheel, &connection->timer, watch_ms(connection), watch);
	send_welcome(connection, &call->arena, agent);
	if (call->who.kind == WHO_AGENT)
		(void)hub_listen(parts->hub, connection,
			(struct channel){CHANNEL_AGENTS, call->tenant->id, {{0}}});
	for (size_t i = 0; services[i]; i++)
		if (services[i]->connected)
			services[i]->connected(parts, connection);
}
