/* The registry of tenants against a scripted database: this file stands for pg/db.c at
 * link time. */
#include "unit.h"

#include "call/parts.h"
#include "call/start.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "pg/cells.h"
#include "pg/db.h"
#include "pg/params.h"
#include "pg/tenants.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

enum { COLUMNS = 10, PAST_FRESH_MS = 5100, PAST_ANEW_MS = 1100 };

/* What the tick that loads waits for. */
struct db_unit {
	sql_then then;
	struct sql_answer answer;
};

static char folder[] = "/tmp/frontdesk-test-XXXXXX";
static const char *key_path;
static struct keyring *ring;
static struct parts parts;
static struct arena memory;

static struct {
	struct call *waiting;
	size_t loads;
	bool is_away, is_behind;
} database;

static struct {
	size_t count;
	enum err err;
	struct tenant *tenant; /* a reference */
} entered;

/* --- db.c ------------------------------------------------------------------------------------- */

struct next db_run(struct call *call, const struct sql_statement *statement,
	const struct sql_value *values, sql_then then)
{
	assert_string_equal(statement->name, "tenant_load");
	call->unit = ARENA_NEW(&call->arena, struct db_unit);
	call->unit->then = then;
	assert_null(database.waiting);
	database.waiting = call;
	database.loads++;
	return call_wait(call);
}

bool db_is_connected(const struct db *db)
{
	return !database.is_away;
}

bool db_knows_time(const struct db *db)
{
	return true;
}

int64_t db_clock_offset_us(const struct db *db)
{
	return 0;
}

struct text db_epoch(const struct db *db)
{
	return TEXT_ABSENT;
}

static struct next go_on(struct call *call)
{
	struct db_unit *unit = call->unit;
	return unit->then(call, &unit->answer);
}

static void answer(enum err err, const struct db_rows *rows)
{
	struct call *call = database.waiting;
	database.waiting = NULL;
	call->unit->answer.err = err;
	if (rows)
		db_answer_rows(&call->unit->answer, rows);
	call_resume(call, go_on);
	while (!database.waiting && calls_running(parts.calls) > 0)
		(void)uv_run(parts.env.loop, UV_RUN_ONCE);
}

static struct text wrapped_key;
static bool is_moving;

static const struct db_rows *tenant_row(bool is_active, const char *origins)
{
	static const uint32_t types[COLUMNS] = {OID_TEXT, OID_TEXT, 114, OID_BOOL, OID_BYTEA,
		OID_BYTEA, 114, OID_BOOL, OID_BOOL, OID_BYTEA};
	static struct text cells[COLUMNS];
	static const struct db_rows rows = {
		.row_count = 1, .column_count = COLUMNS, .types = types, .cells = cells};
	cells[0] = TEXT("Northwind");
	cells[1] = TEXT("UTC");
	cells[2] = text_from(origins);
	cells[3] = is_active ? (struct text){"\1", 1} : (struct text){"\0", 1};
	cells[4] = TEXT_ABSENT;
	cells[5] = wrapped_key;
	cells[7] = database.is_behind ? (struct text){"\0", 1} : (struct text){"\1", 1};
	cells[8] = is_moving ? (struct text){"\1", 1} : (struct text){"\0", 1};
	cells[9] = TEXT_ABSENT;
	return &rows;
}

static const struct db_rows *nothing(void)
{
	static const struct db_rows rows = {.row_count = 0};
	return &rows;
}

/* --- the tests' hands ---------------------------------------------------------------------------
 */

static const struct uuid id = {.bytes = {1, 2, 3}};

static struct next note(struct call *call, enum err err)
{
	entered.count++;
	entered.err = err;
	if (call->tenant && !entered.tenant)
		entered.tenant = tenant_ref(call->tenant);
	return call_done(call);
}

static struct next enter(struct call *call)
{
	return tenant_enter(call, id, note);
}

/* Starts a call that enters, and runs the loop until it waits for the database or is done. */
static void start(call_step way, size_t calls)
{
	size_t wanted = entered.count + calls;
	for (size_t i = 0; i < calls; i++)
		call_start_tick(&parts, NULL, "test", way);
	while (!database.waiting && entered.count < wanted)
		(void)uv_run(parts.env.loop, UV_RUN_ONCE);
}

static void let_pass(uv_timer_t *timer)
{
	uv_close((uv_handle_t *)timer, NULL);
}

/* Waits for the registry to find what it has too old. */
static void grow_old(uint64_t ms)
{
	static uv_timer_t timer;
	(void)uv_timer_init(parts.env.loop, &timer);
	(void)uv_timer_start(&timer, let_pass, ms, 0);
	while (!uv_is_closing((uv_handle_t *)&timer))
		(void)uv_run(parts.env.loop, UV_RUN_ONCE);
	(void)uv_run(parts.env.loop, UV_RUN_NOWAIT);
}

static int make_ring(void **state)
{
	const char *reason = "";
	struct uuid key_id;
	if (!mkdtemp(folder) || keyring_init(folder, &memory, &key_path, &reason) ||
		keyring_load(folder, &memory, &ring, &reason))
		return fprintf(stderr, "%s\n", reason), -1;
	wrapped_key = keyring_make_tenant_key(ring, &memory, id, &key_id);
	return 0;
}

static int drop_ring(void **state)
{
	keyring_free(&ring);
	(void)unlink(key_path);
	(void)rmdir(folder);
	arena_done(&memory);
	return 0;
}

static int set_up(void **state)
{
	memset(&database, 0, sizeof(database));
	memset(&entered, 0, sizeof(entered));
	parts = (struct parts){.env.loop = uv_loop_new(), .keyring = ring};
	parts.env.metrics = metrics_new();
	parts.env.wheel = wheel_new(parts.env.loop);
	parts.calls = calls_new(&parts);
	parts.tenants = tenants_new(&parts);
	return 0;
}

static int tear_down(void **state)
{
	tenant_unref(&entered.tenant);
	tenants_free(&parts.tenants);
	calls_free(&parts.calls);
	wheel_free(&parts.env.wheel);
	metrics_free(&parts.env.metrics);
	(void)uv_run(parts.env.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(parts.env.loop), 0);
	free(parts.env.loop);
	return 0;
}

/* --- the registry -------------------------------------------------------------------------------
 */

static void a_tenant_is_loaded_and_becomes_the_scope(void **state)
{
	start(enter, 1);
	answer(ERR_NONE, tenant_row(true, "[\"https://shop.example\"]"));
	assert_int_equal(entered.err, ERR_NONE);
	assert_text_equal(entered.tenant->name, "Northwind");
	assert_string_equal(entered.tenant->role, "tenant_01020300000000000000000000000000");
	assert_true(tenant_allows_origin(entered.tenant, TEXT("https://shop.example")));
	assert_false(tenant_allows_origin(entered.tenant, TEXT("https://shop.example.evil")));
	assert_false(tenant_allows_origin(entered.tenant, TEXT_ABSENT));
}

static void those_who_ask_at_once_share_one_load(void **state)
{
	start(enter, 5);
	answer(ERR_NONE, tenant_row(true, "[]"));
	assert_int_equal(entered.count, 5);
	assert_int_equal(database.loads, 1);
}

static void a_fresh_tenant_is_not_loaded_again(void **state)
{
	start(enter, 1);
	answer(ERR_NONE, tenant_row(true, "[]"));
	start(enter, 1);
	assert_int_equal(entered.count, 2);
	assert_int_equal(database.loads, 1);
}

static void a_doubted_tenant_is_loaded_again_once(void **state)
{
	start(enter, 1);
	answer(ERR_NONE, tenant_row(true, "[]"));
	tenant_doubt(&parts, id);
	start(enter, 1);
	assert_int_equal(database.loads, 2);
	answer(ERR_NONE, nothing());
	assert_int_equal(entered.err, ERR_ABSENT);
	start(enter, 1);
	assert_int_equal(database.loads, 2);
}

static struct next enter_anew(struct call *call)
{
	return tenant_enter_anew(call, id, note);
}

static void who_is_to_be_refused_has_it_read_anew_once_a_second(void **state)
{
	start(enter, 1);
	answer(ERR_NONE, tenant_row(true, "[]"));
	start(enter_anew, 2);
	assert_int_equal(database.loads, 2);
	answer(ERR_NONE, tenant_row(true, "[\"https://new.example\"]"));
	assert_int_equal(entered.count, 3);
	assert_true(tenant_allows_origin(entered.tenant, TEXT("https://new.example")));
	start(enter_anew, 1);
	assert_int_equal(entered.count, 4);
	assert_int_equal(database.loads, 2);
	grow_old(PAST_ANEW_MS);
	start(enter_anew, 1);
	assert_int_equal(database.loads, 3);
	answer(ERR_NONE, tenant_row(true, "[]"));
	assert_false(tenant_allows_origin(entered.tenant, TEXT("https://new.example")));
}

static void what_was_read_before_a_doubt_is_read_again(void **state)
{
	start(enter, 1);
	tenant_doubt(&parts, id);
	answer(ERR_NONE, tenant_row(true, "[]"));
	assert_int_equal(entered.count, 0);
	assert_int_equal(database.loads, 2);
	answer(ERR_NONE, nothing());
	assert_int_equal(entered.count, 1);
	assert_int_equal(entered.err, ERR_ABSENT);
}

static void a_lost_tenant_is_a_fault_only_if_it_is_read_again(void **state)
{
	start(enter, 1);
	answer(ERR_NONE, tenant_row(true, "[]"));
	struct tenant *tenant = entered.tenant;
	grow_old(1);
	assert_false(tenant_lost(&parts, tenant));
	assert_false(tenant_lost(&parts, tenant));
	grow_old(1);
	start(enter, 1);
	assert_int_equal(database.loads, 2);
	answer(ERR_NONE, tenant_row(true, "[]"));
	assert_true(tenant_lost(&parts, tenant));
}

static void unknown_and_suspended_are_alike_absent(void **state)
{
	start(enter, 1);
	answer(ERR_NONE, tenant_row(false, "[]"));
	assert_int_equal(entered.err, ERR_ABSENT);
	assert_null(entered.tenant);
}

static void an_unknown_tenant_is_remembered_for_a_moment(void **state)
{
	start(enter, 1);
	answer(ERR_NONE, nothing());
	assert_int_equal(entered.err, ERR_ABSENT);
	start(enter, 1);
	assert_int_equal(entered.err, ERR_ABSENT);
	assert_int_equal(database.loads, 1);
}

static void a_change_reaches_those_who_hold_the_tenant(void **state)
{
	start(enter, 1);
	answer(ERR_NONE, tenant_row(true, "[]"));
	grow_old(PAST_FRESH_MS);
	start(enter, 1);
	assert_int_equal(database.loads, 2);
	answer(ERR_NONE, tenant_row(true, "[\"https://new.example\"]"));
	assert_true(tenant_allows_origin(entered.tenant, TEXT("https://new.example")));
}

static void a_loaded_tenant_stands_while_the_database_is_away(void **state)
{
	start(enter, 1);
	answer(ERR_NONE, tenant_row(true, "[]"));
	grow_old(PAST_FRESH_MS);
	database.is_away = true;
	start(enter, 1);
	assert_int_equal(entered.count, 2);
	assert_int_equal(entered.err, ERR_NONE);
	assert_int_equal(database.loads, 1);
}

static void a_load_that_fails_is_busy(void **state)
{
	start(enter, 1);
	answer(ERR_BUSY, NULL);
	assert_int_equal(entered.err, ERR_BUSY);
}

static void a_tenant_whose_keys_cannot_be_opened_is_unreadable(void **state)
{
	struct text good = wrapped_key;
	wrapped_key = TEXT("not a wrapped key");
	start(enter, 1);
	answer(ERR_NONE, tenant_row(true, "[]"));
	wrapped_key = good;
	assert_int_equal(entered.err, ERR_UNREADABLE);
}

static void a_suspension_holds_whatever_the_keys(void **state)
{
	struct text good = wrapped_key;
	start(enter, 1);
	answer(ERR_NONE, tenant_row(true, "[]"));
	grow_old(PAST_FRESH_MS);
	wrapped_key = TEXT("not a wrapped key");
	start(enter, 1);
	answer(ERR_NONE, tenant_row(false, "[]"));
	wrapped_key = good;
	assert_int_equal(entered.err, ERR_ABSENT);
}

static void a_tenant_is_refused_until_its_schema_is_brought_up(void **state)
{
	database.is_behind = true;
	start(enter, 2);
	answer(ERR_NONE, tenant_row(true, "[]"));
	assert_int_equal(entered.count, 2);
	assert_int_equal(entered.err, ERR_UPGRADING);
	assert_null(entered.tenant);
	start(enter, 1);
	assert_int_equal(database.loads, 1);
	grow_old(PAST_FRESH_MS);
	database.is_behind = false;
	start(enter, 1);
	answer(ERR_NONE, tenant_row(true, "[]"));
	assert_int_equal(entered.err, ERR_NONE);
}

static void who_asks_for_a_tenant_that_moves_is_to_come_back(void **state)
{
	is_moving = true;
	start(enter, 1);
	answer(ERR_NONE, tenant_row(false, "[]"));
	assert_int_equal(entered.err, ERR_BUSY);
	is_moving = false;
	grow_old(PAST_FRESH_MS);
	start(enter, 1);
	answer(ERR_NONE, tenant_row(false, "[]"));
	assert_int_equal(entered.err, ERR_ABSENT);
}

static void a_deleted_tenant_is_closed_to_those_who_hold_it(void **state)
{
	start(enter, 1);
	answer(ERR_NONE, tenant_row(true, "[]"));
	grow_old(PAST_FRESH_MS);
	start(enter, 1);
	answer(ERR_NONE, nothing());
	assert_int_equal(entered.err, ERR_ABSENT);
	assert_false(entered.tenant->is_active);
}

int main(void)
{
#define TENANTS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TENANTS_TEST(a_tenant_is_loaded_and_becomes_the_scope),
		TENANTS_TEST(those_who_ask_at_once_share_one_load),
		TENANTS_TEST(a_fresh_tenant_is_not_loaded_again),
		TENANTS_TEST(a_doubted_tenant_is_loaded_again_once),
		TENANTS_TEST(who_is_to_be_refused_has_it_read_anew_once_a_second),
		TENANTS_TEST(what_was_read_before_a_doubt_is_read_again),
		TENANTS_TEST(a_lost_tenant_is_a_fault_only_if_it_is_read_again),
		TENANTS_TEST(unknown_and_suspended_are_alike_absent),
		TENANTS_TEST(an_unknown_tenant_is_remembered_for_a_moment),
		TENANTS_TEST(a_change_reaches_those_who_hold_the_tenant),
		TENANTS_TEST(a_loaded_tenant_stands_while_the_database_is_away),
		TENANTS_TEST(a_load_that_fails_is_busy),
		TENANTS_TEST(a_tenant_whose_keys_cannot_be_opened_is_unreadable),
		TENANTS_TEST(a_suspension_holds_whatever_the_keys),
		TENANTS_TEST(a_tenant_is_refused_until_its_schema_is_brought_up),
		TENANTS_TEST(who_asks_for_a_tenant_that_moves_is_to_come_back),
		TENANTS_TEST(a_deleted_tenant_is_closed_to_those_who_hold_it),
	};
	return cmocka_run_group_tests(tests, make_ring, drop_ring);
}
