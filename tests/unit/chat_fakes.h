/*
 * The gateway as the chat service sees it, scripted: what it asks of PostgreSQL, the writer, the
 * hub and the wheel is noted here, and a test answers when it likes. Statements are answered from
 * the test, never from inside db_run, as in the real one. Include it in one test program only: it
 * defines what the library would.
 */
#ifndef FRONTDESK_CHAT_FAKES_H
#define FRONTDESK_CHAT_FAKES_H

#include <stdlib.h>

#include "unit.h"

#include "auth/visitor.h"
#include "base/memory.h"
#include "bus/bus.h"
#include "call/call.h"
#include "call/parts.h"
#include "call/tenant.h"
#include "chat/message.h"
#include "chat/state.h"
#include "pg/db.h"
#include "pg/tenants.h"
#include "sockets/frame.h"
#include "sockets/hub.h"
#include "sockets/visitor_retire.h"
#include "sockets/ws.h"

enum { FAKE_EVENTS = 32, FAKE_CELLS = 16 };

struct fake_cell {
	bool is_null;
	struct text text;
	int64_t number;
	struct uuid uuid;
};

struct ws_connection {
	struct ws_handle handle;
};

static struct {
	/* how the call was answered */
	int status;
	enum err err;
	uint64_t retry_ms;
	struct text json;
	size_t waiting;
	call_step resumed;
	/* what was resumed, in its order, and the ticks that were started */
	struct call *resumed_calls[FAKE_EVENTS];
	call_step resumed_steps[FAKE_EVENTS];
	size_t resume_count;
	call_step ticks[FAKE_EVENTS];
	size_t tick_count;
	/* the statement that was asked last */
	bool is_disconnected;
	bool is_epoch_unknown;
	const char *statement;
	sql_then then;
	bool last_bool;                    /* the last of its values, where that is one */
	struct text texts[SQL_PARAMS_MAX]; /* the first of each list */
	size_t statements;
	struct fake_cell cells[FAKE_CELLS];
	/* what went out */
	char events[FAKE_EVENTS][2048];
	enum channel_kind channels[FAKE_EVENTS];
	const struct ws_connection *excepts[FAKE_EVENTS];
	size_t event_count, direct_count, hurried, lazy_answers;
	bool lazy[FAKE_EVENTS];
	bool is_listening;
	size_t listened_at_statement;
	/* other replicas */
	struct bus_note notes[FAKE_EVENTS];
	size_t note_count, settles, sent_away, forgotten_visitors;
	bool is_bus_lost, is_deaf;
	int64_t stored_receipts, version; /* that PostgreSQL has of the session */
	enum bus_presence presence;
	/* the writer */
	struct writer_row row;
	char sealed[4096];
	size_t puts;
	enum err put_err;
	/* clocks */
	uint64_t now_ms;
	int64_t time_us;
	struct timer *timer;
	struct ws_connection connection;
	struct seal_key key;
} fake;

static struct parts fake_gateway;
static struct tenant fake_tenant = {.role = "tenant_a", .references = 1};
static struct settings fake_settings = {.rate_limits = true};
static uint64_t fake_limit_ms;

/* --- answers ------------------------------------------------------------------------------ */
static struct next answered(void)
{
	return (struct next){NEXT_ANSWERED};
}

struct next call_answer(struct call *call, int status, struct text json)
{
	fake.status = status;
	fake.json = json;
	return answered();
}

struct next call_answer_lazily(struct call *call, struct text json)
{
	fake.lazy_answers++;
	return call_answer(call, 200, json);
}

struct next call_answer_empty(struct call *call)
{
	fake.status = 204;
	return answered();
}

struct next call_fail(struct call *call, enum err err, const char *detail)
{
	fake.err = err;
	return answered();
}

struct next call_fail_later(struct call *call, enum err err, const char *detail, uint64_t retry_ms)
{
	fake.retry_ms = retry_ms;
	return call_fail(call, err, detail);
}

struct next call_done(struct call *call)
{
	return answered();
}

void call_add_header(struct call *call, const char *name, struct text value)
{
}

struct next call_wait(struct call *call)
{
	fake.waiting++;
	return (struct next){NEXT_WAITING};
}

void call_resume(struct call *call, call_step step)
{
	assert_true(fake.waiting > 0 && fake.resume_count < FAKE_EVENTS);
	fake.waiting--;
	fake.resumed = step;
	fake.resumed_calls[fake.resume_count] = call;
	fake.resumed_steps[fake.resume_count++] = step;
}

void call_start_tick(struct parts *parts, struct tenant *tenant, const char *name, call_step step)
{
	fake.resumed = step;
	fake.ticks[fake.tick_count++ % FAKE_EVENTS] = step;
}

void call_start_turn(struct parts *parts, struct tenant *tenant, const char *name, call_step step)
{
	call_start_tick(parts, tenant, name, step);
}

size_t call_turns_running(const struct parts *parts)
{
	return 0;
}

struct uuid call_path_uuid(const struct call *call, size_t index)
{
	return (struct uuid){{1}};
}

struct text call_query(const struct call *call, const char *name)
{
	return TEXT_ABSENT;
}

int64_t call_query_int(
	const struct call *call, const char *name, int64_t usual, int64_t least, int64_t most)
{
	return usual;
}

/* --- PostgreSQL --------------------------------------------------------------------------- */
struct next db_run(struct call *call, const struct sql_statement *statement,
	const struct sql_value *values, sql_then then)
{
	size_t count = statement->param_count;
	fake.last_bool =
		count > 0 && values[count - 1].type == SQL_BOOL && values[count - 1].boolean;
	for (size_t i = 0; i < count; i++)
		if (values[i].type == SQL_TEXTS && values[i].texts.count > 0)
			fake.texts[i] = values[i].texts.items[0];
	fake.statement = statement->name;
	fake.then = then;
	fake.statements++;
	return (struct next){NEXT_WAITING};
}

struct text db_cell_text(const struct sql_answer *answer, size_t row, size_t column)
{
	return fake.cells[column].is_null ? TEXT_ABSENT : fake.cells[column].text;
}

bool db_cell_uuid(const struct sql_answer *answer, size_t row, size_t column, struct uuid *ret_uuid)
{
	*ret_uuid = fake.cells[column].uuid;
	return !fake.cells[column].is_null;
}

bool db_cell_int(const struct sql_answer *answer, size_t row, size_t column, int64_t *ret_value)
{
	*ret_value = fake.cells[column].number;
	return !fake.cells[column].is_null;
}

bool db_cell_bool(const struct sql_answer *answer, size_t row, size_t column, bool *ret_value)
{
	*ret_value = fake.cells[column].number != 0;
	return !fake.cells[column].is_null;
}

bool db_cell_time(const struct sql_answer *answer, size_t row, size_t column, int64_t *ret_time_us)
{
	return db_cell_int(answer, row, column, ret_time_us);
}

struct text db_epoch(const struct db *db)
{
	return fake.is_epoch_unknown ? TEXT_ABSENT : TEXT("epoch-1");
}

bool db_is_connected(const struct db *db)
{
	return !fake.is_disconnected;
}

/* Answers the statement that the call waits for. */
static inline struct next deliver(struct call *call, struct sql_answer answer)
{
	sql_then then = fake.then;
	assert_non_null(then);
	fake.then = NULL;
	return then(call, &answer);
}

/* --- tenants, keys, limits, clocks -------------------------------------------------------- */
struct tenant *tenant_ref(struct tenant *tenant)
{
	tenant->references++;
	return tenant;
}

void tenant_unref(struct tenant **tenant)
{
	(*tenant)->references--;
	*tenant = NULL;
}

enum err session_key_open(const struct tenant_keys *keys, struct uuid session_id,
	struct text wrapped, struct seal_key *ret_key)
{
	if (text_is_absent(wrapped))
		return ERR_UNREADABLE;
	*ret_key = fake.key;
	return ERR_NONE;
}

struct next tenant_enter(struct call *entering, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err))
{
	return then(entering, ERR_NONE);
}

uint64_t limit_take(struct limits *limits, size_t kind, struct text key, uint64_t now_ms)
{
	return fake_limit_ms;
}

void metric_add(struct metrics *metrics, enum metric metric, int64_t amount)
{
}

uint64_t env_now_ms(const struct env *env)
{
	return fake.now_ms;
}

int64_t db_time_us(const struct db *db)
{
	return fake.time_us;
}

void wheel_set(struct wheel *wheel, struct timer *timer, uint64_t delay_ms, timer_fn fire)
{
	timer->fire = fire;
	fake.timer = timer;
}

void wheel_cancel(struct wheel *wheel, struct timer *timer)
{
	fake.timer = NULL;
}

/* --- sockets, hub, writer ----------------------------------------------------------------- */
struct ws_connection *ws_find(const struct sockets *sockets, struct ws_handle handle)
{
	return handle.generation == fake.connection.handle.generation ? &fake.connection : NULL;
}

const struct who *ws_who(const struct ws_connection *connection)
{
	static const struct who someone = {.kind = WHO_VISITOR, .visitor_id = "v-1"};
	return &someone;
}

struct tenant *ws_tenant(const struct ws_connection *connection)
{
	return &fake_tenant;
}

static void note(struct frame *frame, enum channel_kind kind, const struct ws_connection *except)
{
	struct text payload = frame_payload(frame);
	size_t most = sizeof(fake.events[0]) - 1, size = payload.size < most ? payload.size : most;
	assert_true(fake.event_count < FAKE_EVENTS);
	memcpy(fake.events[fake.event_count], payload.data, size);
	fake.events[fake.event_count][size] = '\0';
	fake.channels[fake.event_count] = kind;
	fake.lazy[fake.event_count] = frame_is_lazy(frame);
	fake.excepts[fake.event_count++] = except;
}

void ws_send(struct ws_connection *connection, struct frame *frame)
{
	fake.direct_count++;
	note(frame, CHANNEL_SESSION, NULL);
}

void ws_hurry(struct ws_connection *connection)
{
	fake.hurried++;
}

bool hub_listen(struct hub *hub, struct ws_connection *connection, struct channel channel)
{
	fake.is_listening = true;
	fake.listened_at_statement = fake.statements;
	return true;
}

void hub_leave(struct hub *hub, struct ws_connection *connection, struct channel channel)
{
	fake.is_listening = false;
}

bool hub_listens(struct hub *hub, struct ws_connection *connection, struct channel channel)
{
	return fake.is_listening;
}

size_t hub_listener_count(const struct hub *hub, struct channel channel)
{
	return fake.is_listening ? 1 : 0;
}

bool hub_has_visitor(const struct hub *hub, struct channel channel)
{
	return fake.is_listening;
}

void hub_publish(struct hub *hub, struct channel channel, struct frame *frame,
	const struct ws_connection *except)
{
	note(frame, channel.kind, except);
}

void hub_broadcast(struct parts *parts, struct channel channel, const struct bus_note *sent,
	struct frame *frame, const struct ws_connection *except)
{
	if (sent)
		fake.notes[fake.note_count++ % FAKE_EVENTS] = *sent;
	if (frame)
		note(frame, channel.kind, except);
}

bool hub_hears_since(const struct parts *parts, struct channel channel, uint64_t since_ms)
{
	return !fake.is_deaf;
}

struct next hub_settle(struct call *settling, struct channel channel, call_step step)
{
	fake.settles++;
	return step(settling);
}

bool bus_is_healthy(const struct parts *parts)
{
	return !fake.is_bus_lost;
}

/* The ids' answers follow at once: a test sets `fake.presence`. */
struct next bus_presence_ask(struct call *asking, struct uuid tenant_id,
	const struct uuid *agent_ids, size_t count,
	struct next (*then)(struct call *call, const enum bus_presence *presence))
{
	enum bus_presence *presence = arena_array(&asking->arena, count, sizeof(*presence));
	for (size_t i = 0; i < count; i++)
		presence[i] = fake.presence;
	return then(asking, presence);
}

void ws_send_all_away(struct sockets *sockets)
{
	fake.sent_away++;
}

void visitor_forget(struct parts *parts, struct uuid tenant_id, struct text visitor_id)
{
	fake.forgotten_visitors++;
}

void visitor_retire(struct call *retiring, struct text visitor_id)
{
	fake.forgotten_visitors++;
}

struct next visitor_sessions_tell(
	struct call *telling, struct text retired, struct uuid *ids, size_t count, call_step then)
{
	return then(telling);
}

enum err writer_put(struct writer *writer, const struct writer_row *row)
{
	if (fake.put_err != ERR_NONE)
		return fake.put_err;
	assert_true(row->sealed.size <= sizeof(fake.sealed));
	fake.row = *row;
	memcpy(fake.sealed, row->sealed.data, row->sealed.size);
	fake.row.sealed = (struct text){fake.sealed, row->sealed.size};
	fake.puts++;
	return ERR_NONE;
}

/* --- the stage ---------------------------------------------------------------------------- */
static const struct uuid session_id = {{1}}, message_id = {{2}}, agent_id = {{3}};
static struct call call;

static inline void begin_call(enum call_kind kind, struct who who)
{
	call = (struct call){
		.parts = &fake_gateway, .kind = kind, .tenant = &fake_tenant, .who = who};
	arena_init(&call.arena);
	if (kind == CALL_SOCKET)
		call.connection = fake.connection.handle;
	fake.status = 0;
	fake.err = ERR_NONE;
	fake.retry_ms = 0;
	fake.json = TEXT_ABSENT;
}

static inline void end_call(void)
{
	arena_done(&call.arena);
}

static inline struct who visitor(void)
{
	return (struct who){.kind = WHO_VISITOR, .visitor_id = "v-1"};
}

static inline struct who agent(enum role role)
{
	return (struct who){.kind = WHO_AGENT, .role = role, .agent_id = agent_id};
}

/* Runs the tick that reads places, which was started last, and the one call that waits for it. */
static inline void answer_places(
	const struct uuid *ids, size_t count, int64_t agents_online, int64_t usual_wait_ms)
{
	struct call reader = {.parts = &fake_gateway, .kind = CALL_TICK, .tenant = &fake_tenant};
	arena_init(&reader.arena);
	(void)fake.ticks[fake.tick_count - 1](&reader);
	assert_string_equal(fake.statement, "chat_places");
	fake.cells[0] = (struct fake_cell){.text = {(const char *)ids, count * sizeof(*ids)}};
	fake.cells[1] = (struct fake_cell){.number = agents_online};
	fake.cells[2] = (struct fake_cell){.number = usual_wait_ms};
	(void)deliver(&reader, (struct sql_answer){.row_count = 1});
	arena_done(&reader.arena);
	fake.resume_count--;
	(void)fake.resumed_steps[fake.resume_count](fake.resumed_calls[fake.resume_count]);
}

/* The row of chat_session_load. */
static inline void script_session(const char *status, bool is_mine)
{
	const struct fake_cell cells[] = {{.text = TEXT("{\"for\":\"visitor\"}")},
		{.text = TEXT("{\"for\":\"agent\"}")}, {.text = TEXT("v-1")},
		{.text = text_from(status)}, {.is_null = !is_mine, .uuid = agent_id},
		{.text = TEXT("wrapped")}, {.number = 7}, {.is_null = true}, {.number = 0},
		{.number = 0}, {.number = 0}, {.number = 0}, {.number = fake.version}};
	memcpy(fake.cells, cells, sizeof(cells));
}

static int open_stage(void **state)
{
	memset(&fake, 0, sizeof(fake));
	fake.connection.handle = (struct ws_handle){1, 1};
	fake.now_ms = 1000;
	fake.time_us = 1000000;
	fake_limit_ms = 0;
	seal_key_make(&fake.key);
	fake_tenant.is_active = true;
	fake_gateway = (struct parts){.env.settings = &fake_settings};
	fake_gateway.chat = MEMORY_NEW(struct chat);
	fake_gateway.chat->parts = &fake_gateway;
	return 0;
}

static int close_stage(void **state)
{
	live_done(&fake_gateway);
	erased_done(&fake_gateway);
	free(fake_gateway.chat);
	assert_int_equal(fake_tenant.references, 1);
	return 0;
}

#define stage_test(name) cmocka_unit_test_setup_teardown(name, open_stage, close_stage)

static inline void assert_contains(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" does not contain \"%s\"", text, part);
}

#endif
