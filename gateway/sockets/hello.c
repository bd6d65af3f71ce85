/*
 * Hello: the first message of every socket, which must come within 5 s. A visitor proves who they
 * are by the token in it, an agent by the cookie that came with the handshake.
 */
#include "sockets/connection.h"

#include "auth/auth.h"
#include "call/start.h"
#include "sql_gateway.h"

static void came_no_hello(struct timer *timer)
{
	ws_close(CONTAINER_OF(timer, struct ws_connection, timer), WS_CLOSE_POLICY);
}

void ws_hello_expect(struct ws_connection *connection)
{
	wheel_set(connection->parts->env.wheel, &connection->timer, WS_HELLO_MS, came_no_hello);
}

/* --- proven ----------------------------------------------------------------------------------- */
/* `agent` is the SupportAgent's JSON; absent for visitors. */
static struct next open_connection(struct call *call, struct text agent)
{
	struct ws_connection *connection = ws_find(call->parts->sockets, call->connection);
	if (connection && !connection->is_closing)
		ws_open(connection, call, agent);
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
	const struct ws_credentials *credentials = connection->credentials;
	struct text origin = arena_copy(&call->arena, text_from(credentials->origin));
	struct text proof = connection->is_agent ? text_from(credentials->cookie) : hello->token;
	proof = arena_copy(&call->arena, proof);
	ws_credentials_free(&connection->credentials);
	/* Its own deadline takes over from the one for hello. */
	wheel_cancel(connection->parts->env.wheel, &connection->timer);
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
