/*
 * The life of a call. Running: a step is on the stack. Parked: somebody holds it and will resume
 * it. Due: its next step is in the queue, which an idle handle empties once a turn of the loop, so
 * that no step ever runs inside the function that waited.
 */
#include "call/start.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <uv.h>

#include "base/memory.h"
#include "call/parts.h"
#include "call/tenant.h"
#include "net/governor.h"

enum { UPGRADING_RETRY_MS = 5000 }; /* as long as a tenant that was read is believed */

/* A call's whole state. */
struct call_state {
	struct call call; /* lives in its own arena */
	struct timer deadline;
	call_step due;           /* the step that call_resume asked for */
	struct call_state *next; /* in the queue of due steps */
	bool is_answered, is_expired, is_turn;
	const struct responder *responder;
	struct uuid id; /* X-Request-Id, and in the log */
	uint64_t started_us;
	int status;
	struct call_field *fields; /* extra headers of the answer */
};

static inline struct call_state *call_state_of(struct call *call)
{
	return CONTAINER_OF(call, struct call_state, call);
}

struct calls {
	struct parts *parts;
	uv_idle_t idle; /* active while a step is due */
	struct call_state *first, *last;
	size_t running, turns;
};

static void free_calls(uv_handle_t *handle)
{
	free(CONTAINER_OF(handle, struct calls, idle));
}

struct calls *calls_new(struct parts *parts)
{
	struct calls *calls = MEMORY_NEW(struct calls);
	calls->parts = parts;
	(void)uv_idle_init(parts->env.loop, &calls->idle);
	return calls;
}

void calls_free(struct calls **calls)
{
	if (*calls)
		uv_close((uv_handle_t *)&(*calls)->idle, free_calls);
	*calls = NULL;
}

size_t calls_running(const struct calls *calls)
{
	return calls->running;
}

/* --- one call ------------------------------------------------------------------------------------
 */
static void expire(struct timer *timer)
{
	struct call_state *state = CONTAINER_OF(timer, struct call_state, deadline);
	state->is_expired = true;
	(void)call_fail_later(&state->call, state->call.is_writing ? ERR_UNCERTAIN : ERR_BUSY,
		"It took too long", 1000);
}

void call_set_limit(struct call *call, uint64_t limit_ms)
{
	call->deadline_ms = env_now_ms(&call->parts->env) + limit_ms;
	wheel_set(call->parts->env.wheel, &call_state_of(call)->deadline, limit_ms, expire);
}

struct call *call_new(struct parts *parts, enum call_kind kind, const char *name,
	const struct responder *responder)
{
	struct arena arena;
	arena_init(&arena);
	struct call_state *state = ARENA_NEW(&arena, struct call_state);
	state->call.arena = arena;
	state->call.parts = parts;
	state->call.kind = kind;
	state->call.name = name;
	state->responder = responder;
	state->id = uuid_random();
	state->started_us = uv_hrtime() / 1000;
	call_set_limit(&state->call, kind == CALL_TICK ? CALL_TICK_DEADLINE_MS : CALL_DEADLINE_MS);
	parts->calls->running++;
	return &state->call;
}

static void log_call(const struct call_state *state)
{
	static const char *const events[] = {
		[CALL_REST] = "request",
		[CALL_SOCKET] = "message",
		[CALL_TICK] = "tick",
	};
	const struct call *call = &state->call;
	enum log_level level = call->kind == CALL_REST ? LOG_INFO : LOG_DEBUG;
	if (state->status == 500) /* 503 is said by what is away, the others are the client's */
		level = LOG_WARN;
	log_say(call->parts->env.log, level, events[call->kind], LOG_F_UUID("id", state->id),
		LOG_F_WORD("name", call->name), LOG_F_NUMBER("status", state->status),
		LOG_F_NUMBER("duration_us", uv_hrtime() / 1000 - state->started_us));
}

static void measure(const struct call_state *state)
{
	struct metrics *metrics = state->call.parts->env.metrics;
	if (state->call.kind != CALL_REST)
		return;
	metric_add(metrics, METRIC_REQUESTS, 1);
	metric_observe(metrics, METRIC_REQUEST_TIME, uv_hrtime() / 1000 - state->started_us);
	if (state->status >= 500)
		metric_add(metrics, METRIC_REQUEST_ERRORS, 1);
}

/* Once the last step has returned. */
static void finish(struct call_state *state)
{
	struct call *call = &state->call;
	wheel_cancel(call->parts->env.wheel, &state->deadline);
	log_call(state);
	measure(state);
	if (state->responder->ended)
		state->responder->ended(call);
	if (call->tenant)
		tenant_unref(&call->tenant);
	call->parts->calls->running--;
	call->parts->calls->turns -= state->is_turn;
	struct arena arena = call->arena;
	arena_done(&arena);
}

void call_settle(struct call *call, struct next next)
{
	struct call_state *state = call_state_of(call);
	if (next.kind == NEXT_WAITING)
		return;
	assert(state->is_answered);
	finish(state);
}

void call_begin(struct call *call, call_step first)
{
	call_settle(call, first(call));
}

static const struct responder nobody_asked = {0};

static struct call *start_tick(
	struct parts *parts, struct tenant *tenant, const char *name, call_step step)
{
	struct call *call = call_new(parts, CALL_TICK, name, &nobody_asked);
	call->tenant = tenant ? tenant_ref(tenant) : NULL;
	call_resume(call, step);
	return call;
}

void call_start_tick(struct parts *parts, struct tenant *tenant, const char *name, call_step step)
{
	(void)start_tick(parts, tenant, name, step);
}

void call_start_turn(struct parts *parts, struct tenant *tenant, const char *name, call_step step)
{
	call_state_of(start_tick(parts, tenant, name, step))->is_turn = true;
	parts->calls->turns++;
}

size_t call_turns_running(const struct parts *parts)
{
	return parts->calls->turns;
}

/* --- waiting ----------------------------------------------------------------------------- */
struct next call_wait(struct call *call)
{
	return (struct next){NEXT_WAITING};
}

void call_extend(struct call *call, uint64_t limit_ms)
{
	uint64_t until_ms = env_now_ms(&call->parts->env) + limit_ms;
	if (!call_state_of(call)->is_expired && until_ms > call->deadline_ms)
		call_set_limit(call, limit_ms);
}

bool call_is_awaited(const struct call *call)
{
	const struct call_state *state = call_state_of((struct call *)call);
	return !state->responder->is_awaited || state->responder->is_awaited(call);
}

/* A call whose deadline has passed is freed here without its step: nobody holds it any more. */
static void run_due(struct call_state *state)
{
	call_step step = state->due;
	struct share_work work;
	share_begin(&work, state->responder->share ? state->responder->share(&state->call) : NULL);
	state->due = NULL;
	if (state->is_expired)
		finish(state);
	else
		call_begin(&state->call, step);
	share_end(&work);
}

static void run_all_due(uv_idle_t *idle)
{
	struct calls *calls = CONTAINER_OF(idle, struct calls, idle);
	struct call_state *last = calls->last;
	bool is_last = false;
	while (!is_last && calls->first) {
		struct call_state *state = calls->first;
		is_last = state == last; /* what becomes due meanwhile waits for the next turn */
		calls->first = state->next;
		if (!calls->first)
			calls->last = NULL;
		run_due(state);
	}
	if (!calls->first)
		(void)uv_idle_stop(idle);
}

void call_resume(struct call *call, call_step step)
{
	struct call_state *state = call_state_of(call);
	struct calls *calls = call->parts->calls;
	assert(!state->due);
	state->due = step;
	state->next = NULL;
	if (calls->last)
		calls->last->next = state;
	else
		calls->first = state;
	calls->last = state;
	(void)uv_idle_start(&calls->idle, run_all_due);
}

/* --- answers ----------------------------------------------------------------------------- */
bool call_begin_answer(struct call *call, int status)
{
	struct call_state *state = call_state_of(call);
	bool is_first = !state->is_answered;
	assert(is_first || state->is_expired);
	state->is_answered = true;
	if (is_first)
		state->status = status;
	return is_first;
}

static struct next answer(struct call *call, int status, const char *content_type, struct text body)
{
	const struct responder *responder = call_state_of(call)->responder;
	if (call_begin_answer(call, status) && responder->answer)
		responder->answer(call, status, content_type, body);
	return (struct next){NEXT_ANSWERED};
}

struct next call_answer(struct call *call, int status, struct text json)
{
	return answer(call, status, "application/json", json);
}

struct next call_answer_text(
	struct call *call, int status, const char *content_type, struct text body)
{
	assert(call->kind == CALL_REST);
	return answer(call, status, content_type, body);
}

struct next call_answer_empty(struct call *call)
{
	return answer(call, 204, NULL, TEXT(""));
}

struct next call_answer_lazily(struct call *call, struct text json)
{
	assert(call->kind == CALL_SOCKET);
	if (call_begin_answer(call, 200))
		call_state_of(call)->responder->answer_lazily(call, json);
	return (struct next){NEXT_ANSWERED};
}

struct next call_fail_later(struct call *call, enum err err, const char *detail, uint64_t retry_ms)
{
	const struct responder *responder = call_state_of(call)->responder;
	if (call_begin_answer(call, err_status(err)) && responder->fail)
		responder->fail(call, err, detail, retry_ms);
	return (struct next){NEXT_ANSWERED};
}

struct next call_fail(struct call *call, enum err err, const char *detail)
{
	call_step doubt = call->doubt;
	if (err == ERR_ABSENT && doubt) {
		call->doubt = NULL;
		return doubt(call);
	}
	return call_fail_later(call, err, detail, err == ERR_UPGRADING ? UPGRADING_RETRY_MS : 0);
}

struct next call_done(struct call *call)
{
	assert(call->kind == CALL_TICK);
	(void)call_begin_answer(call, 0);
	return (struct next){NEXT_ANSWERED};
}

void call_add_header(struct call *call, const char *name, struct text value)
{
	if (call->kind != CALL_REST)
		return;
	struct call_field **last = &call_state_of(call)->fields;
	struct call_field *field = ARENA_NEW(&call->arena, struct call_field);
	field->name = name;
	field->value = arena_copy(&call->arena, value);
	while (*last) /* in the order they were added: of two cookies browsers keep the later one */
		last = &(*last)->next;
	*last = field;
}

struct uuid call_id(const struct call *call)
{
	return call_state_of((struct call *)call)->id;
}

const struct call_field *call_fields(const struct call *call)
{
	return call_state_of((struct call *)call)->fields;
}
