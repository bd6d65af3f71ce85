/*
 * Requests in the order in which they run: take the bytes, find the route, begin the call, limit,
 * parse the body, prove who asks, handle; then respond. What needs no call (preflights and web
 * files) is answered at once.
 */
#include "rest/http.h"

#include <assert.h>
#include <string.h>

#include "auth/auth.h"
#include "call/cors.h"
#include "call/parts.h"
#include "call/start.h"
#include "net/governor.h"
#include "net/http_answer.h"
#include "net/site.h"
#include "rest/static.h"

/* --- answers without a call -------------------------------------------------------------- */
static void answer_options(struct parts *parts, struct http_connection *connection,
	const struct http_head *head, const struct route_match *match)
{
	struct arena arena;
	arena_init(&arena);
	struct http_answer answer = {
		.status = 204,
		.closes = http_connection_must_close(connection),
	};
	http_field_add(&answer.fields, &arena, "Allow", route_allow(match->allowed, &arena));
	if (match->is_for_visitors)
		cors_add_preflight(head, match->allowed, &arena, &answer.fields);
	http_connection_answer(connection, http_answer_head(&parts->env, &arena, &answer), TEXT(""),
		TEXT(""), answer.closes);
	arena_done(&arena);
}

/* --- the steps of a request -------------------------------------------------------------- */
static enum err parse_body(struct call *call, const char **ret_detail)
{
	struct http_request *request = call->request;
	struct text type = call_header(call, "content-type");
	const char *semicolon = type.size ? memchr(type.data, ';', type.size) : NULL;
	struct json *json = NULL;
	if (semicolon)
		type.size = (size_t)(semicolon - type.data);
	*ret_detail = "The body must be application/json";
	if (!text_equals_folded(type, TEXT("application/json")))
		return ERR_MEDIA_TYPE;
	*ret_detail = "The body must be one JSON object";
	enum err err = json_parse(request->body, &json);
	call->body = json; /* freed by forget */
	return err == ERR_NONE && !json_is_object(json) ? ERR_INVALID : err;
}

static struct next refuse_path(struct call *call)
{
	unsigned allowed = call->request->match.allowed;
	if (!allowed)
		return call_fail(call, ERR_ABSENT, NULL);
	call_add_header(call, "Allow", route_allow(allowed, &call->arena));
	return call_fail(call, ERR_METHOD, NULL);
}

static struct next fail_limited(struct call *call, uint64_t wait_ms)
{
	metric_add(call->parts->env.metrics, METRIC_RATE_LIMITED, 1);
	return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
}

static struct next fail_held_back(struct call *call)
{
	return fail_limited(call, call->request->wait_ms);
}

static void held_long_enough(struct timer *timer)
{
	struct http_request *request = CONTAINER_OF(timer, struct http_request, held_back);
	call_resume(request->call, fail_held_back);
}

/* A proxy's connection is read on for its other clients: who owes too much is told so late instead,
 * since to say it at once, however often it asks, would cost as much as any answer. */
static struct next fail_named(struct call *call)
{
	struct http_request *request = call->request;
	if (!share_owes(http_connection_share(request->connection)))
		return fail_held_back(call);
	wheel_set(call->parts->env.wheel, &request->held_back, request->wait_ms, held_long_enough);
	return call_wait(call);
}

static struct next begin(struct call *call)
{
	struct parts *parts = call->parts;
	const struct route *route = call->request->match.route;
	const char *detail;
	uint64_t wait_ms = 0;
	if (call->request->wait_ms)
		return fail_named(call);
	if (parts->env.settings->rate_limits)
		wait_ms = limit_take(parts->limits, LIMIT_REQUEST_ADDRESS, call_peer(call),
			env_now_ms(&parts->env));
	if (wait_ms)
		return fail_limited(call, wait_ms);
	if (!route || route->access != ACCESS_HEALTH)
		wait_ms = governor_flight_wait_ms(parts->governor);
	if (wait_ms)
		return call_fail_later(call, ERR_BUSY, NULL, wait_ms);
	if (!route)
		return refuse_path(call);
	enum err err = route->takes_body ? parse_body(call, &detail) : ERR_NONE;
	if (err != ERR_NONE)
		return call_fail(call, err, detail);
	return auth_require(call, route->access, route->handle);
}

/* --- answers ----------------------------------------------------------------------------- */
static struct text own_fields(struct call *call, struct http_answer *answer)
{
	struct text fields = TEXT("");
	for (const struct call_field *field = call_fields(call); field; field = field->next) {
		if (text_equals_folded(text_from(field->name), TEXT("cache-control")))
			answer->cache = field->value.data;
		else if (text_equals_folded(text_from(field->name), TEXT("content-type")))
			answer->content_type = field->value.data;
		else if (text_equals_folded(
				 text_from(field->name), TEXT("content-security-policy")))
			answer->policy = field->value;
		else
			http_field_add(&fields, &call->arena, field->name, field->value);
	}
	return fields;
}

/* The answer's head, with what the call and its route add. */
static struct text write_head(struct call *call, struct http_answer *answer)
{
	const struct http_request *request = call->request;
	char id[UUID_TEXT_SIZE + 1];
	uuid_format(call_id(call), id);
	answer->id = text_from(id);
	answer->closes |= http_connection_must_close(request->connection);
	struct text fields = own_fields(call, answer);
	answer->fields =
		arena_printf(&call->arena, "%.*s%.*s", TEXT_ARG(fields), TEXT_ARG(answer->fields));
	if (request->match.is_for_visitors)
		cors_add(call, answer->status >= 400, &answer->fields);
	return http_answer_head(&call->parts->env, &call->arena, answer);
}

/* A request is answered once; then its connection is no longer its own. */
static struct http_connection *take_connection(struct http_request *request)
{
	struct http_connection *connection = request->connection;
	request->connection = NULL;
	return connection;
}

static void respond(struct call *call, int status, const char *content_type, struct text body)
{
	struct http_request *request = call->request;
	if (!request->connection)
		return;
	struct http_answer answer = {
		.status = status,
		.content_type = content_type,
		.size = body.size,
		.fields = TEXT(""),
	};
	struct text head = write_head(call, &answer);
	http_connection_answer(take_connection(request), head,
		request->head.method == HTTP_HEAD ? TEXT("") : body, TEXT(""), answer.closes);
}

struct next call_answer_events(struct call *call, struct http_stream_owner *owner)
{
	assert(call->kind == CALL_REST && call->request->connection);
	if (!call_begin_answer(call, 200))
		return (struct next){NEXT_ANSWERED};
	struct http_answer answer = {
		.status = 200,
		.content_type = "text/event-stream",
		.fields = TEXT(""),
		.closes = true,
		.is_endless = true,
	};
	/* nginx gathers answers unless told not to. */
	http_field_add(&answer.fields, &call->arena, "X-Accel-Buffering", TEXT("no"));
	struct text head = write_head(call, &answer);
	http_connection_stream(take_connection(call->request), head, owner);
	return (struct next){NEXT_ANSWERED};
}

struct next call_answer_stream(
	struct call *call, const char *content_type, size_t size, struct http_stream_owner *owner)
{
	assert(call->kind == CALL_REST && call->request->connection);
	if (!call_begin_answer(call, 200))
		return (struct next){NEXT_ANSWERED};
	struct http_answer answer = {
		.status = 200,
		.content_type = content_type,
		.size = size,
		.fields = TEXT(""),
		.closes = true,
	};
	struct text head = write_head(call, &answer);
	http_connection_stream(take_connection(call->request), head, owner);
	return (struct next){NEXT_ANSWERED};
}

static void respond_problem(struct call *call, enum err err, const char *detail, uint64_t retry_ms)
{
	const struct route *route = call->request->match.route;
	if (retry_ms)
		call_add_header(call, "Retry-After", http_retry_after(&call->arena, retry_ms));
	if (route && route->refuse) {
		respond(call, err_status(err), "text/html; charset=utf-8",
			route->refuse(call, err));
		return;
	}
	struct text body = http_problem(
		&call->arena, err_status(err), err_code(err), err_title(err), detail, retry_ms);
	respond(call, err_status(err), "application/problem+json", body);
}

static void forget(struct call *call)
{
	struct json *body = (struct json *)call->body;
	call->body = NULL;
	if (body)
		json_free(&body);
}

static bool is_awaited(const struct call *call)
{
	return call->request->connection;
}

static struct share *share_of(const struct call *call)
{
	struct http_connection *connection = call->request->connection;
	return connection ? http_connection_share(connection) : NULL;
}

static const struct responder responder = {
	.answer = respond,
	.fail = respond_problem,
	.ended = forget,
	.is_awaited = is_awaited,
	.share = share_of,
};

/* --- taking a request -------------------------------------------------------------------- */
/* The method as route tables name it; METHOD_COUNT for what no route has. */
static enum method route_method(enum http_method method)
{
	static const enum method methods[] = {
		[HTTP_GET] = METHOD_GET,
		[HTTP_HEAD] = METHOD_GET,
		[HTTP_POST] = METHOD_POST,
		[HTTP_PUT] = METHOD_PUT,
		[HTTP_PATCH] = METHOD_PATCH,
		[HTTP_DELETE] = METHOD_DELETE,
		[HTTP_OPTIONS] = METHOD_COUNT,
		[HTTP_OTHER] = METHOD_COUNT,
	};
	return methods[method];
}

static void begin_call(struct parts *parts, struct http_connection *connection, struct text bytes,
	size_t head_size, const struct http_request *begun)
{
	const struct route *route = begun->match.route;
	const char *name = route ? route->path : "no route";
	struct call *call = call_new(parts, CALL_REST, name, &responder);
	struct http_request *request = ARENA_NEW(&call->arena, struct http_request);
	const char *detail;
	bytes = arena_copy(&call->arena, bytes);
	struct text head = {bytes.data, head_size};
	/* It was parsed before, in memory that the connection may free. */
	(void)http_head_parse(head, HTTP_BODY_LARGEST, &request->head, &detail);
	request->body = (struct text){bytes.data + head_size, bytes.size - head_size};
	request->match = begun->match;
	request->wait_ms = begun->wait_ms;
	request->call = call;
	request->connection = connection;
	request->peer = site_client(
		parts->site, &call->arena, http_connection_peer(connection), &request->head);
	call->request = request;
	http_connection_bind(connection, request);
	call_begin(call, begin);
}

/* Whose request it is, behind a proxy; 0, or how long that one is to wait. */
static uint64_t name_share(
	struct parts *parts, struct http_connection *connection, const struct http_head *head)
{
	struct share *share = http_connection_share(connection);
	struct arena arena;
	if (!share)
		return 0;
	arena_init(&arena);
	uint64_t wait_ms = share_name(share,
		site_client(parts->site, &arena, http_connection_peer(connection), head), false);
	arena_done(&arena);
	return wait_ms;
}

size_t http_body_most(struct parts *parts, const struct http_head *head)
{
	const struct route *route =
		route_find(parts->routes, route_method(head->method), head->path).route;
	return route ? route->body_most : 0;
}

void http_take(struct parts *parts, struct http_connection *connection, struct text bytes,
	size_t head_size)
{
	struct http_request begun = {.connection = connection};
	const struct http_head *head = &begun.head;
	const char *detail;
	(void)http_head_parse(
		(struct text){bytes.data, head_size}, HTTP_BODY_LARGEST, &begun.head, &detail);
	begun.match = route_find(parts->routes, route_method(head->method), head->path);
	begun.wait_ms = name_share(parts, connection, head);
	bool is_reading = head->method == HTTP_GET || head->method == HTTP_HEAD;
	bool needs_call = begun.wait_ms > 0;
	if (!needs_call && head->method == HTTP_OPTIONS && begun.match.allowed)
		answer_options(parts, connection, head, &begun.match);
	else if (!needs_call && is_reading && !begun.match.allowed &&
		 static_answer(parts, connection, head))
		return;
	else
		begin_call(parts, connection, bytes, head_size, &begun);
}

void http_abandon(struct http_request *request)
{
	request->connection = NULL;
}
