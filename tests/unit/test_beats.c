/*
 * What a worker does by itself, for thousands of tenants and for a day: the services on the real
 * database layer, before a scripted PostgreSQL, on a clock that the test moves. Nothing is refused,
 * no second has more than its share, and nothing grows.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "accounts/accounts.h"
#include "base/memory.h"
#include "chat/live.h"
#include "db_stage.h"
#include "metrics_alone.h"
#include "registry.h"
#include "sockets/frame.h"
#include "sockets/hub.h"
#include "sql_gateway.h"
#include "time_fakes.h"

/* Of the sanitizer that every unit test runs under: what the heap holds. */
size_t __sanitizer_get_current_allocated_bytes(void);

enum { DESKS_MOST = 5000, STEP_MS = 50, STEPS = 1000 / STEP_MS, NOTE_SECONDS = 20 };

static struct tenant *tenants[DESKS_MOST];
static uint64_t numbers;
/* Of the second that passed last. */
static size_t statements, notes, queued_most, bytes_most;

/* --- the rest of the gateway ------------------------------------------------------------------ */
/* The registry asks PostgreSQL, as it does of a tenant that it has not read for 5 s. */
struct tenant_entry {
	struct next (*then)(struct call *call, enum err err);
};

static struct next entered(struct call *call, const struct sql_answer *answer)
{
	return call->entry->then(call, answer->err);
}

struct next tenant_enter(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err))
{
	call->entry = ARENA_NEW(&call->arena, struct tenant_entry);
	call->entry->then = then;
	return sql_tenant_load(call, entered, tenant_id, TEXT("version"));
}

struct next tenant_enter_any(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err))
{
	return tenant_enter(call, tenant_id, then);
}

struct next tenant_enter_anew(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err))
{
	return tenant_enter(call, tenant_id, then);
}

void tenant_doubt(const struct parts *of, struct uuid tenant_id)
{
}

struct tenant *tenant_known(const struct parts *of, struct uuid tenant_id)
{
	return NULL;
}

struct tenants *tenants_new(struct parts *of)
{
	return NULL;
}

void tenants_free(struct tenants **gone)
{
}

/* Somebody listens to every channel. */
struct hub *hub_new(void)
{
	return NULL;
}

void hub_free(struct hub **hub)
{
}

void hub_set_watch(struct hub *hub, struct hub_watch *watch)
{
}

bool hub_listen(struct hub *hub, struct ws_connection *connection, struct channel channel)
{
	return true;
}

void hub_leave(struct hub *hub, struct ws_connection *connection, struct channel channel)
{
}

void hub_leave_all(struct hub *hub, struct ws_connection *connection)
{
}

bool hub_listens(struct hub *hub, struct ws_connection *connection, struct channel channel)
{
	return true;
}

size_t hub_listener_count(const struct hub *hub, struct channel channel)
{
	return 1;
}

bool hub_has_visitor(const struct hub *hub, struct channel channel)
{
	return true;
}

void hub_publish(struct hub *hub, struct channel channel, struct frame *frame,
	const struct ws_connection *except)
{
}

/* --- the stage: desks with an agent, one who waits and one who is served -----------------------
 */
/* The same ids in every run (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
 */
static uint64_t next_number(void)
{
	uint64_t mixed = numbers += UINT64_C(0x9e3779b97f4a7c15);
	mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ mixed >> 31;
}

static struct uuid next_id(void)
{
	struct uuid id;
	uint64_t halves[] = {next_number(), next_number()};
	memcpy(id.bytes, halves, sizeof(id.bytes));
	return id;
}

static void bring_session(struct tenant *tenant, enum session_status status)
{
	const struct session_view view = {.id = next_id(),
		.visitor_id = TEXT("v-1"),
		.wrapped_key = TEXT("wrapped"),
		.status = status};
	(void)live_put(&parts, tenant, &view);
}

static void bring_agent(struct tenant *tenant)
{
	struct console *console = MEMORY_NEW(struct console);
	console->sign_in_id = next_id();
	console->next = parts.accounts->consoles;
	parts.accounts->consoles = console;
	presence_arrive(parts.accounts, tenant, next_id());
}

static void bring(size_t count)
{
	for (size_t i = 0; i < count; i++) {
		tenants[i] = tenant_new(next_id());
		tenants[i]->is_active = true;
		bring_agent(tenants[i]);
		bring_session(tenants[i], SESSION_WAITING);
		bring_session(tenants[i], SESSION_ACTIVE);
	}
}

static void count_statement(const struct sql_statement *statement)
{
	statements++;
	notes += strcmp(statement->name, "agents_note") == 0;
}

static int begin(void **state)
{
	numbers = 1;
	stage_begin((struct settings){.db_connections = 4, .db_tenants = 40});
	server.answering = count_statement;
	for (const struct service *const *service = services; *service; service++)
		if ((*service)->start)
			assert_int_equal((*service)->start(&parts), ERR_NONE);
	return 0;
}

static int end(void **state)
{
	answer_all();
	for (const struct service *const *service = services; *service; service++)
		if ((*service)->stop)
			(*service)->stop(&parts);
	assert_int_equal(calls_running(parts.calls), 0);
	for (size_t i = 0; i < DESKS_MOST; i++)
		tenant_unref(&tenants[i]);
	stage_end();
	return 0;
}

/* --- time ------------------------------------------------------------------------------------- */
static size_t most_of(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void look(void)
{
	bytes_most = most_of(bytes_most, __sanitizer_get_current_allocated_bytes());
	for (size_t i = 0; i < server.link_count; i++)
		queued_most = most_of(queued_most, server_pipeline(server.links[i])->queue.count);
}

/* PostgreSQL answers at most so many in it. */
static void pass_second(size_t most)
{
	enum { PORTIONS = 5 };
	statements = notes = queued_most = bytes_most = 0;
	for (size_t step = 0; step < STEPS; step++) {
		time_pass(STEP_MS);
		for (size_t i = 0; i < PORTIONS; i++) {
			run_due();
			look();
			if (server_answer_some(most / STEPS / PORTIONS) == 0)
				break;
		}
	}
}

static double count_failures(void)
{
	struct arena arena;
	arena_init(&arena);
	const char *line = strstr(
		metrics_alone(parts.env.metrics, &arena).data, "\nfrontdesk_db_errors_total");
	assert_non_null(line);
	double failures = strtod(strchr(line + 1, ' '), NULL);
	arena_done(&arena);
	return failures;
}

/* --- what is promised ------------------------------------------------------------------------- */
/* So many as ask at once if each of a worker's desks does. */
static void five_thousand_desks_ask_evenly_and_none_is_refused(void **state)
{
	size_t noted = 0, settled;
	bring(DESKS_MOST);
	settled = __sanitizer_get_current_allocated_bytes();
	for (size_t second = 0; second < 240; second++) {
		pass_second(4000);
		assert_true(queued_most <= 128);
		assert_true(bytes_most < settled + ((size_t)8 << 20));
		if (second < 40) /* all have just come */
			continue;
		assert_true(notes <= 2 * DESKS_MOST / NOTE_SECONDS);
		noted += notes;
	}
	assert_in_range(noted, 9 * DESKS_MOST, 11 * DESKS_MOST);
	assert_true(count_failures() == 0);
}

static void agents_are_noted_in_time_though_postgresql_is_slower_than_all_the_rest_asks(
	void **state)
{
	size_t noted = 0;
	bring(DESKS_MOST);
	for (size_t second = 0; second < 120; second++) {
		pass_second(1500);
		assert_true(queued_most <= 128);
		if (second >= 60)
			noted += notes;
	}
	assert_in_range(noted, 3 * DESKS_MOST * 9 / 10, 4 * DESKS_MOST);
	assert_true(count_failures() == 0);
}

static size_t most_bytes_of_a_minute(void)
{
	size_t most = 0;
	for (size_t second = 0; second < 60; second++) {
		pass_second(SIZE_MAX);
		most = most_of(most, bytes_most);
	}
	return most;
}

static void a_day_of_beats_grows_nothing(void **state)
{
	size_t before = 0, after = 0;
	bring(4);
	for (size_t minute = 0; minute < 24 * 60; minute++) {
		after = most_bytes_of_a_minute();
		if (minute < 10)
			before = most_of(before, after);
	}
	assert_true(after <= before);
	assert_true(count_failures() == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			five_thousand_desks_ask_evenly_and_none_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(
			agents_are_noted_in_time_though_postgresql_is_slower_than_all_the_rest_asks,
			begin, end),
		cmocka_unit_test_setup_teardown(a_day_of_beats_grows_nothing, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
