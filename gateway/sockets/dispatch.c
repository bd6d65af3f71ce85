/*
 * From messages to calls. The messages of one connection keep their order: while a call of one of
 * them waits (for a statement, say), those that follow are queued, within bounds; a handler that
 * answers at once holds nobody up. So are those of a client that does not read what it asked for:
 * none is taken up before the largest answer has room. Pings are answered in that order too, so
 * that a pong also says that all before it has been dealt with.
 */
#include "sockets/connection.h"

#include <stdlib.h>
#include <string.h>

#include "auth/visitor.h"
#include "auth/visitor_id.h"
#include "base/memory.h"
#include "call/start.h"
#include "call/tenant.h"
#include "loop/flight.h"

/* --- refusing --------------------------------------------------------------------------------- */
static void send_error(struct ws_connection *connection, const struct proto_error *error)
{
	struct arena arena;
	arena_init(&arena);
	struct frame *frame = frame_new(proto_encode_error(&arena, error));
	ws_send(connection, frame);
	frame_unref(&frame);
	arena_done(&arena);
}

static void send_message_refused(
	struct ws_connection *connection, const struct proto_message_refused *refused)
{
	struct arena arena;
	arena_init(&arena);
	struct frame *frame = frame_new(proto_encode_message_refused(&arena, refused));
	ws_send(connection, frame);
	frame_unref(&frame);
	arena_done(&arena);
}

/* A message to somebody is refused by its id: its sender would send it again and again. */
static bool refuse_message(
	struct ws_connection *connection, const struct json *json, const struct proto_error *error)
{
	struct proto_message_refused refused = {.code = error->code,
		.detail = error->detail,
		.has_retry_after_ms = error->has_retry_after_ms,
		.retry_after_ms = error->retry_after_ms};
	const char *request = proto_request_name(json);
	if (!connection->is_open || !request ||
		strcmp(request, proto_type_name(PROTO_MESSAGE_SEND)) != 0 ||
		!json_uuid(json_member(json, "sessionId"), &refused.session_id) ||
		!json_uuid(json_member(json, "id"), &refused.id))
		return false;
	send_message_refused(connection, &refused);
	return true;
}

void ws_refuse(
	struct ws_connection *connection, const struct json *json, const struct proto_error *error)
{
	struct proto_error full = *error;
	const char *request = proto_request_name(json);
	if (refuse_message(connection, json, error))
		return;
	if (request)
		full.request = text_from(request);
	full.has_session_id = json_uuid(json_member(json, "sessionId"), &full.session_id);
	send_error(connection, &full);
}

static void refuse(
	struct ws_connection *connection, const struct json *json, enum err err, const char *detail)
{
	ws_refuse(connection, json,
		&(struct proto_error){.code = text_from(err_code(err)),
			.detail = text_from(detail ? detail : err_title(err))});
}

/* --- the queue -------------------------------------------------------------------------------- */
static void flood(struct ws_connection *connection)
{
	metric_add(connection->parts->env.metrics, METRIC_RATE_LIMITED, 1);
	ws_say_goodbye(connection, "rate", WS_FLOOD_RETRY_MS, WS_CLOSE_RATE);
}

static void enqueue(struct ws_connection *connection, struct text message)
{
	if (!connection->queue)
		connection->queue = MEMORY_NEW(struct ws_queue);
	struct ws_queue *queue = connection->queue;
	if (queue->count == WS_QUEUED_MESSAGES_MAX ||
		queue->bytes + message.size > WS_QUEUED_BYTES_MAX) {
		flood(connection);
		return;
	}
	struct ws_queued *queued = memory_new(sizeof(*queued) + message.size);
	queued->size = message.size;
	flight_add(message.size);
	memcpy(queued->bytes, message.data, message.size);
	if (queue->last)
		queue->last->next = queued;
	else
		queue->first = queued;
	queue->last = queued;
	queue->count++;
	queue->bytes += message.size;
}

static struct ws_queued *dequeue(struct ws_queue *queue)
{
	struct ws_queued *queued = queue->first;
	queue->first = queued->next;
	if (!queued->next)
		queue->last = NULL;
	queue->count--;
	queue->bytes -= queued->size;
	return queued;
}

/* It may have held a token or what people wrote. */
static void free_queued(struct ws_queued *queued)
{
	flight_drop(queued->size);
	explicit_bzero(queued->bytes, queued->size);
	free(queued);
}

void ws_queue_free(struct ws_queue **queue)
{
	while (*queue && (*queue)->first)
		free_queued(dequeue(*queue));
	free(*queue);
	*queue = NULL;
}

static bool is_queue_empty(const struct ws_connection *connection)
{
	return !connection->queue || !connection->queue->first;
}

static void run_message(struct ws_connection *connection, struct text message);

static bool may_run(const struct ws_connection *connection)
{
	return !connection->is_running && !connection->is_closing &&
	       outbox_has_room(&connection->outbox);
}

/* A call that ends at once comes back to here from within: the loop goes on by itself then. */
void ws_run_queued(struct ws_connection *connection)
{
	if (connection->is_dequeuing || !connection->queue)
		return;
	connection->is_dequeuing = true;
	while (!is_queue_empty(connection) && may_run(connection)) {
		struct ws_queued *queued = dequeue(connection->queue);
		run_message(connection, (struct text){queued->bytes, queued->size});
		free_queued(queued);
	}
	connection->is_dequeuing = false;
	if (is_queue_empty(connection))
		ws_queue_free(&connection->queue);
}

/* --- calls ------------------------------------------------------------------------------------ */
/* The JSON goes with the call, whose steps may borrow from it; then the next message is taken up.
 */
static void call_ended(struct call *call)
{
	struct json *json = (struct json *)call->body; /* ours to free */
	struct ws_connection *connection = ws_find(call->parts->sockets, call->connection);
	call->body = NULL;
	json_free(&json);
	if (!connection)
		return;
	connection->is_running = false;
	ws_run_queued(connection);
}

static void send_event(struct call *call, struct frame *frame)
{
	struct ws_connection *connection = ws_find(call->parts->sockets, call->connection);
	if (connection)
		ws_send(connection, frame);
	frame_unref(&frame);
}

static void answer(struct call *call, int status, const char *content_type, struct text body)
{
	if (content_type)
		send_event(call, frame_new(body));
}

static void answer_lazily(struct call *call, struct text json)
{
	send_event(call, frame_new_lazy(json));
}

/* What may be over soon is worth asking again: so a message stays with its sender. */
static void fail(struct call *call, enum err err, const char *detail, uint64_t retry_ms)
{
	struct ws_connection *connection = ws_find(call->parts->sockets, call->connection);
	if (!connection)
		return;
	if (retry_ms == 0 && connection->is_open && err_status(err) == err_status(ERR_BUSY))
		retry_ms = WS_BUSY_RETRY_MS;
	ws_refuse(connection, call->body,
		&(struct proto_error){.code = text_from(err_code(err)),
			.detail = text_from(detail ? detail : err_title(err)),
			.has_retry_after_ms = retry_ms > 0,
			.retry_after_ms = (int64_t)retry_ms});
	if (!connection->is_open)
		ws_hello_failed(connection, err);
}

static bool is_awaited(const struct call *call)
{
	return ws_find(call->parts->sockets, call->connection);
}

static struct share *share_of(const struct call *call)
{
	const struct ws_connection *connection = ws_find(call->parts->sockets, call->connection);
	return connection ? ws_share(connection) : NULL;
}

static const struct responder responder = {
	.answer = answer,
	.answer_lazily = answer_lazily,
	.fail = fail,
	.ended = call_ended,
	.is_awaited = is_awaited,
	.share = share_of,
};

/* A customer's pages come back, and prove themselves anew. */
static struct next send_away(struct call *call)
{
	struct ws_connection *connection = ws_find(call->parts->sockets, call->connection);
	if (connection)
		ws_close_visitor(call->parts->sockets, call->tenant->id,
			text_from(connection->who.visitor_id));
	return call_answer_empty(call);
}

static struct next doubt(struct call *call)
{
	return visitor_look_again(call, send_away);
}

struct call *ws_call_new(struct ws_connection *connection, enum proto_type type, struct json *json)
{
	struct call *call =
		call_new(connection->parts, CALL_SOCKET, proto_type_name(type), &responder);
	call->connection = connection->handle;
	call->body = json;
	call->who = connection->who;
	if (call->who.kind == WHO_VISITOR && visitor_id_is_proven(text_from(call->who.visitor_id)))
		call->doubt = doubt;
	if (connection->tenant)
		call->tenant = tenant_ref(connection->tenant);
	connection->is_running = true;
	return call;
}

static void run_handler(struct ws_connection *connection, const struct socket_handler *handler,
	const struct proto_message *message, struct json *json)
{
	struct call *call = ws_call_new(connection, message->type, json);
	struct proto_message *kept = ARENA_NEW(&call->arena, struct proto_message);
	*kept = *message;
	call_settle(call, handler->handle(call, kept));
}

/* --- rights and rates ------------------------------------------------------------------------- */
static bool may(const struct who *who, enum access access)
{
	static const struct {
		bool visitor, agent;
		enum role least;
	} rights[] = {
		[ACCESS_PUBLIC] = {true, true, ROLE_AGENT},
		[ACCESS_TENANT] = {true, true, ROLE_AGENT},
		[ACCESS_VISITOR] = {true, false, ROLE_AGENT},
		[ACCESS_AGENT] = {false, true, ROLE_AGENT},
		[ACCESS_SUPERVISOR] = {false, true, ROLE_SUPERVISOR},
		[ACCESS_ADMIN] = {false, true, ROLE_ADMIN},
	};
	if (who->kind == WHO_VISITOR)
		return rights[access].visitor;
	return rights[access].agent && who->role >= rights[access].least;
}

static uint64_t take_event(struct ws_connection *connection, const struct socket_handler *handler)
{
	struct parts *parts = connection->parts;
	const struct who *who = &connection->who;
	if (handler && handler->has_own_limit)
		return 0;
	struct text key = who->kind == WHO_VISITOR
				  ? text_from(who->visitor_id)
				  : (struct text){(const char *)who->agent_id.bytes,
					    sizeof(who->agent_id.bytes)};
	uint64_t wait_ms =
		limit_take(parts->limits, LIMIT_EVENT_SENDER, key, env_now_ms(&parts->env));
	if (wait_ms > 0)
		metric_add(parts->env.metrics, METRIC_RATE_LIMITED, 1);
	return wait_ms;
}

/* --- messages --------------------------------------------------------------------------------- */
static void send_pong(struct ws_connection *connection)
{
	struct arena arena;
	arena_init(&arena);
	struct frame *frame = frame_new(proto_encode_pong(&arena, &(struct proto_pong){}));
	ws_send(connection, frame);
	frame_unref(&frame);
	arena_done(&arena);
}

/* What an open connection sends. True when the JSON is a call's by now. */
static bool run_decoded(
	struct ws_connection *connection, const struct proto_message *message, struct json *json)
{
	const struct socket_handler *handler = connection->parts->sockets->handlers[message->type];
	uint64_t wait_ms = take_event(connection, handler);
	if (wait_ms > 0)
		ws_refuse(connection, json,
			&(struct proto_error){.code = text_from(err_code(ERR_TOO_MANY)),
				.detail = text_from(err_title(ERR_TOO_MANY)),
				.has_retry_after_ms = true,
				.retry_after_ms = (int64_t)wait_ms});
	else if (message->type == PROTO_PING)
		send_pong(connection);
	else if (message->type == PROTO_HELLO)
		refuse(connection, json, ERR_STATE, "This socket has said hello already");
	else if (!handler)
		refuse(connection, json, ERR_STATE, "Nobody takes this message here");
	else if (!may(&connection->who, handler->access))
		refuse(connection, json, ERR_DENIED, NULL);
	else {
		run_handler(connection, handler, message, json);
		return true;
	}
	return false;
}

static bool run_first(
	struct ws_connection *connection, const struct proto_message *message, struct json *json)
{
	if (message->type == PROTO_HELLO && connection->credentials) {
		ws_hello(connection, &message->hello, json);
		return true;
	}
	refuse(connection, json, ERR_SIGNED_OUT, "The first message must be hello");
	ws_close(connection, WS_CLOSE_POLICY);
	return false;
}

static void refuse_malformed(
	struct ws_connection *connection, const struct json *json, enum err err, const char *fault)
{
	bool is_unknown = err == ERR_NOT_IMPLEMENTED;
	ws_refuse(connection, json,
		&(struct proto_error){
			.code = is_unknown ? TEXT("unknown_type") : text_from(err_code(err)),
			.detail = text_from(fault)});
	if (!connection->is_open)
		ws_close(connection, WS_CLOSE_POLICY);
}

static void run_message(struct ws_connection *connection, struct text text)
{
	struct json *json = NULL;
	struct proto_message message;
	const char *fault = "A message must be a JSON object";
	enum err err = json_parse(text, &json);
	if (!err)
		err = proto_decode(json, &message, &fault);
	bool is_taken = false;
	if (err)
		refuse_malformed(connection, json, err, fault);
	else if (connection->is_open)
		is_taken = run_decoded(connection, &message, json);
	else
		is_taken = run_first(connection, &message, json);
	if (!is_taken)
		json_free(&json);
}

/* Counted before anything is looked at: nobody has this much to say. */
static bool is_flood(struct ws_connection *connection)
{
	uint32_t now_ms = (uint32_t)env_now_ms(&connection->parts->env);
	if (!connection->parts->limits)
		return false;
	if (now_ms - connection->flood_start_ms > WS_FLOOD_MS) {
		connection->flood_start_ms = now_ms;
		connection->flood_count = 0;
	}
	return ++connection->flood_count > WS_FLOOD_MESSAGES;
}

void ws_take_message(struct ws_connection *connection, struct text message)
{
	if (connection->is_closing)
		return;
	metric_add(connection->parts->env.metrics, METRIC_RECEIVED, 1);
	if (!text_is_utf8(message)) {
		ws_close(connection, WS_CLOSE_UTF8);
	} else if (is_flood(connection)) {
		flood(connection);
	} else if (!may_run(connection) || !is_queue_empty(connection)) {
		enqueue(connection, message);
	} else {
		run_message(connection, message);
	}
}
