/*
 * The routes of event streams, for clients whose proxy lets no WebSocket through. What a socket's
 * client would say in its first messages stands in the request: who it is in the headers, and in
 * the query each session to resume, which is run here as if the message had come.
 */
#include "sockets/events.h"

#include "auth/auth.h"
#include "rest/http.h"
#include "sockets/connection.h"
#include "sockets/event_query.h"
#include "sql_gateway.h"

enum { DRAIN_RETRY_MS = 2000 };

/* --- resuming --------------------------------------------------------------------------------- */
static struct text write_resume(
	struct arena *arena, const struct event_session *session, struct text epoch)
{
	struct json_writer writer;
	json_writer_init(&writer, arena);
	json_open_object(&writer);
	json_put_name(&writer, "type");
	json_put_text(&writer, text_from(proto_type_name(PROTO_RESUME)));
	json_put_name(&writer, "sessionId");
	json_put_uuid(&writer, session->id);
	if (session->has_after_seq) {
		json_put_name(&writer, "afterSeq");
		json_put_int64(&writer, session->after_seq);
	}
	if (epoch.size > 0) {
		json_put_name(&writer, "epoch");
		json_put_text(&writer, epoch);
	}
	json_close_object(&writer);
	return json_writer_text(&writer);
}

/* One runs, the others wait behind it: the connection's queue has room for all. */
static void resume_all(
	struct ws_connection *connection, struct arena *arena, const struct event_query *query)
{
	for (size_t i = 0; i < query->session_count; i++)
		ws_take_message(connection, write_resume(arena, &query->sessions[i], query->epoch));
}

/* --- opening ---------------------------------------------------------------------------------- */
/* `agent` is the SupportAgent's JSON; absent for visitors. */
static struct next open_stream(struct call *call, struct text agent)
{
	struct event_query query = {0};
	const char *detail;
	if (!call->request->connection)
		return call_answer_empty(call); /* the client has left */
	/* It has been read before, by the check. */
	(void)event_query_read(&call->arena, call->request->head.query, &query, &detail);
	struct ws_connection *connection = ws_connection_new(call->parts, &ws_stream_transport);
	connection->stream = call->request->connection;
	connection->is_agent = call->who.kind == WHO_AGENT;
	connection->stream_owner.events = &ws_stream_events;
	struct next answered = call_answer_events(call, &connection->stream_owner);
	ws_open(connection, call, agent);
	resume_all(connection, &call->arena, &query);
	return answered;
}

static struct next agent_read(struct call *call, const struct sql_answer *answer)
{
	if (answer->err)
		return call_fail(call, answer->err, NULL);
	return open_stream(call, answer->json);
}

/* --- refusing --------------------------------------------------------------------------------- */
struct refusal {
	enum err err; /* ERR_NONE: the stream may begin */
	const char *detail;
	uint64_t retry_ms;
};

/* What can be refused is refused before the stream begins, with a problem document. */
static struct refusal check(struct call *call)
{
	struct event_query query;
	struct refusal refusal = {0};
	if (call->request->head.method == HTTP_HEAD)
		return (struct refusal){ERR_METHOD, "An event stream has no HEAD", 0};
	if (call->parts->env.is_draining)
		return (struct refusal){ERR_BUSY, "This worker is about to end", DRAIN_RETRY_MS};
	refusal.err =
		event_query_read(&call->arena, call->request->head.query, &query, &refusal.detail);
	if (refusal.err)
		return refusal;
	refusal.retry_ms = call_limit(call, LIMIT_CONNECT_ADDRESS, call_peer(call));
	if (refusal.retry_ms == 0)
		return (struct refusal){0};
	refusal.err = ERR_TOO_MANY;
	refusal.detail = "Too many streams from this address";
	return refusal;
}

static struct next begin(struct call *call)
{
	struct refusal refusal = check(call);
	if (refusal.err == ERR_METHOD)
		call_add_header(call, "Allow", TEXT("GET, OPTIONS"));
	if (refusal.err)
		return call_fail_later(call, refusal.err, refusal.detail, refusal.retry_ms);
	if (call->who.kind == WHO_AGENT)
		return sql_socket_agent(call, agent_read, call->who.agent_id);
	return open_stream(call, TEXT_ABSENT);
}

/* As for the agents' socket, the page must be ours: the cookie would come along from any. */
static struct next begin_agent(struct call *call)
{
	if (!auth_is_same_origin(call))
		return call_fail(call, ERR_ORIGIN, "This must come from a page of the console");
	return begin(call);
}

/* --- routes ----------------------------------------------------------------------------------- */
/* clang-format off */
static const struct route rows[] = {
	{METHOD_GET, "/api/support/chat/events",       ACCESS_VISITOR, false, begin,       "A visitor's event stream, in place of a socket"},
	{METHOD_GET, "/api/admin/support/chat/events", ACCESS_AGENT,   false, begin_agent, "An agent's event stream, in place of a socket"},
};
/* clang-format on */
const struct route_table event_routes = {rows, sizeof(rows) / sizeof(rows[0])};
