/*
 * Hello: the first message of every socket, which must come within 5 s. A visitor proves who they
 * are by the token in it, an agent by the cookie that came with the handshake. From then on the
 * socket is theirs, and pings keep watch over it.
 */
#include "auth.h"
#include "call_start.h"
#include "sql_gateway.h"
#include "ws_connection.h"

/* --- liveness --------------------------------------------------------------------------------- */
/* The proof has an end too, and a suspended tenant's sockets go. */
static bool has_ended(const struct ws_connection *connection)
{
	int64_t expires_us = connection->who.expires_us;
	return !connection->tenant->is_active ||
	       (expires_us > 0 && expires_us <= gateway_time_us(connection->gateway));
}

static void send_ping(struct ws_connection *connection)
{
	struct frame *frame = frame_new_ping();
	ws_send(connection, frame);
	frame_unref(&frame);
}

static void watch(struct timer *timer)
{
	struct ws_connection *connection = CONTAINER_OF(timer, struct ws_connection, timer);
	if (has_ended(connection)) {
		ws_say_goodbye(connection, "signed_out", 0, WS_CLOSE_SIGNED_OUT);
		return;
	}
	if (connection->is_heard)
		connection->missed_pings = 0;
	else if (connection->missed_pings++ == WS_MISSED_PINGS_MAX) {
		ws_close(connection, WS_CLOSE_GOING_AWAY);
		return;
	} else
		send_ping(connection);
	connection->is_heard = false;
	wheel_set(connection->gateway->wheel, timer, WS_PING_MS, watch);
}

static void came_no_hello(struct timer *timer)
{
	ws_close(CONTAINER_OF(timer, struct ws_connection, timer), WS_CLOSE_POLICY);
}

void ws_hello_expect(struct ws_connection *connection)
{
	wheel_set(connection->gateway->wheel, &connection->timer, WS_HELLO_MS, came_no_hello);
}

/* --- proven ----------------------------------------------------------------------------------- */
static void send_welcome(struct ws_connection *connection, struct arena *arena, struct text agent)
{
	const struct who *who = &connection->who;
	struct text epoch = db_epoch(connection->gateway->db);
	struct proto_welcome welcome = {
		.server_time = gateway_time_us(connection->gateway),
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

/* `agent` is the SupportAgent's JSON; absent for visitors. */
static struct next open_connection(struct call *call, struct text agent)
{
	struct ws_connection *connection = ws_find(call->gateway, call->connection);
	struct gateway *gateway = call->gateway;
	if (!connection || connection->is_closing)
		return call_answer_empty(call);
	ws_authenticate(connection, call->tenant, &call->who);
	connection->is_open = true;
	connection->is_heard = true;
	wheel_set(gateway->wheel, &connection->timer, WS_PING_MS, watch);
	send_welcome(connection, &call->arena, agent);
	if (call->who.kind == WHO_AGENT)
		(void)hub_listen(gateway->hub, connection,
			(struct channel){CHANNEL_AGENTS, call->tenant->id, {{0}}});
	for (size_t i = 0; services[i]; i++)
		if (services[i]->connected)
			services[i]->connected(gateway, connection);
	return call_answer_empty(call);
}

static struct next agent_read(struct call *call, const struct sql_answer *answer)
{
	if (answer->err)
		return call_fail(call, answer->err, NULL);
	return open_connection(call, answer->json);
}

static struct next proven(struct call *call)
{
	if (call->who.kind == WHO_AGENT)
		return sql_socket_agent(call, agent_read, call->who.agent_id);
	return open_connection(call, TEXT_ABSENT);
}

/* --- the message ------------------------------------------------------------------------------ */
/* Consumes the JSON; the credentials are copied and wiped, whatever comes of it. */
void ws_hello(struct ws_connection *connection, const struct proto_hello *hello, struct json *json)
{
	struct call *call = ws_call_new(connection, PROTO_HELLO, json);
	struct ws_credentials *credentials = &connection->credentials;
	struct text origin = arena_copy(&call->arena, text_from(credentials->origin));
	struct text proof = connection->is_agent ? text_from(credentials->cookie) : hello->token;
	proof = arena_copy(&call->arena, proof);
	ws_credentials_done(credentials);
	/* Its own deadline takes over from the one for hello. */
	wheel_cancel(connection->gateway->wheel, &connection->timer);
	call_settle(call, auth_socket(call, proof, origin, connection->is_agent, proven));
}

/* The client signs in again after 4001, comes back after 1001, and gives up after 1008. */
void ws_hello_failed(struct ws_connection *connection, enum err err)
{
	if (err == ERR_SIGNED_OUT)
		ws_close(connection, WS_CLOSE_SIGNED_OUT);
	else if (err_status(err) >= 500)
		ws_close(connection, WS_CLOSE_GOING_AWAY);
	else
		ws_close(connection, WS_CLOSE_POLICY);
}
