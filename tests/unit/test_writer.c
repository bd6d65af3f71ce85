/*
 * The writer against a scripted PostgreSQL: this file stands for db_link.c and the tenants' door at
 * link time, and for the function of libpq that tells an error. What was sent is answered when a
 * test says so.
 */
#include "unit.h"

#include "call_start.h"
#include "gateway.h"
#include "tenant_load.h"
#include "writer_flight.h"

#include <endian.h>
#include <libpq-events.h>
#include <stdlib.h>
#include <uv.h>

enum { SENT_MAX = 64 };

/* One statement of the transaction that is under way. */
struct sent {
	enum { SENT_SCOPE, SENT_LOCKS, SENT_STORE, SENT_DEAD } kind;
	const char *role;
	size_t rows;
	struct uuid ids[256];
};

static struct {
	struct db_link *link;
	struct sent sent[SENT_MAX];
	size_t sent_count, transactions;
	bool is_synced;
	struct uuid guilty;      /* a transaction that stores it fails with 23514 */
	const char *closed_role; /* cannot be entered */
	const char *refusal;     /* SQLSTATE of every transaction */
	const char *sqlstate;    /* of the result being delivered */
	enum err fate;           /* of a tenant that is asked about */
	size_t stored[WRITER_FAILED + 1];
	struct uuid failed_id;
} server;

static struct gateway gateway;
static struct tenant *tenants[2];

/* --- libpq and db_link ----------------------------------------------------------------------- */

char *PQresultErrorField(const PGresult *result, int field)
{
	(void)result;
	return field == PG_DIAG_SQLSTATE ? (char *)server.sqlstate : (char *)"ERROR";
}

void db_link_init(struct db_link *link, struct gateway *of, const char *name,
	const struct db_link_owner *owner)
{
	*link = (struct db_link){.gateway = of, .name = name, .owner = owner};
	server.link = link;
}

void db_link_start(struct db_link *link)
{
	link->state = DB_LINK_CONNECTING;
}

void db_link_stop(struct db_link *link)
{
	link->state = DB_LINK_IDLE;
}

void db_link_send_scope(struct db_link *link, const char *role)
{
	(void)link;
	for (size_t i = 0; i < DB_SCOPE_STATEMENTS; i++)
		server.sent[server.sent_count++] = (struct sent){.kind = SENT_SCOPE, .role = role};
}

/* The elements of a uuid[] in binary. */
static void read_ids(struct sent *sent, const char *array)
{
	uint32_t count;
	memcpy(&count, array + 12, sizeof(count));
	sent->rows = be32toh(count);
	for (size_t i = 0; i < sent->rows; i++)
		memcpy(sent->ids[i].bytes, array + 20 + 20 * i + 4, sizeof(struct uuid));
}

void db_link_send(
	struct db_link *link, const char *sql, const uint32_t *oids, const struct db_params *params)
{
	struct sent *sent = &server.sent[server.sent_count++];
	(void)link;
	(void)oids;
	assert_true(server.sent_count < SENT_MAX);
	sent->kind = strstr(sql, "lock_counters") ? SENT_LOCKS
		     : strstr(sql, "chat_store")  ? SENT_STORE
						  : SENT_DEAD;
	if (sent->kind == SENT_STORE)
		read_ids(sent, params->values[0]);
}

void db_link_sync(struct db_link *link)
{
	assert_false(server.is_synced);
	server.is_synced = true;
	server.transactions++;
	link->syncs_pending++;
}

struct next tenant_enter_any(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err))
{
	(void)tenant_id;
	return then(call, server.fate);
}

struct next tenant_enter(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err))
{
	return tenant_enter_any(call, tenant_id, then);
}

struct tenant *tenant_known(const struct gateway *of, struct uuid tenant_id)
{
	(void)of;
	(void)tenant_id;
	return NULL;
}

struct tenants *tenants_new(struct gateway *of)
{
	(void)of;
	return NULL;
}

void tenants_free(struct tenants **gone)
{
	(void)gone;
}

/* --- what PostgreSQL says -------------------------------------------------------------------- */

static void deliver(ExecStatusType status)
{
	PGresult *result = PQmakeEmptyPGresult(NULL, status);
	server.link->owner->result(server.link, result);
	PQclear(result);
}

static void set_value(PGresult *result, int row, int column, const void *bytes, int size)
{
	assert_true(PQsetvalue(result, row, column, (char *)bytes, size));
}

static void deliver_stored(const struct sent *sent)
{
	static char names[4][8] = {"place", "outcome", "seq", "at"};
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc columns[4] = {{.name = names[0], .typid = OID_INT8, .format = 1},
		{.name = names[1], .typid = OID_TEXT, .format = 1},
		{.name = names[2], .typid = OID_INT8, .format = 1},
		{.name = names[3], .typid = OID_TIMESTAMPTZ, .format = 1}};
	assert_true(PQsetResultAttrs(result, 4, columns));
	for (size_t i = 0; i < sent->rows; i++) {
		uint64_t number = htobe64(i + 1);
		set_value(result, (int)i, 0, &number, sizeof(number));
		set_value(result, (int)i, 1, "fresh", 5);
		set_value(result, (int)i, 2, &number, sizeof(number));
		set_value(result, (int)i, 3, &number, sizeof(number));
	}
	server.link->owner->result(server.link, result);
	PQclear(result);
}

static const char *fault_of(const struct sent *sent)
{
	if (server.refusal)
		return server.refusal;
	if (sent->kind == SENT_SCOPE && server.closed_role &&
		strcmp(sent->role, server.closed_role) == 0)
		return "22023";
	for (size_t i = 0; sent->kind == SENT_STORE && i < sent->rows; i++) {
		if (uuid_equals(sent->ids[i], server.guilty))
			return "23514";
	}
	return NULL;
}

static void answer_statement(const struct sent *sent, bool *is_aborted)
{
	server.sqlstate = fault_of(sent);
	if (*is_aborted) {
		deliver(PGRES_PIPELINE_ABORTED);
	} else if (server.sqlstate) {
		*is_aborted = true;
		deliver(PGRES_FATAL_ERROR);
	} else if (sent->kind == SENT_STORE) {
		deliver_stored(sent);
	} else {
		deliver(PGRES_TUPLES_OK);
	}
}

/* Answers the transaction under way. */
static void answer(void)
{
	static struct sent sent[SENT_MAX];
	size_t count = server.sent_count;
	bool is_aborted = false;
	assert_true(server.is_synced);
	memcpy(sent, server.sent, sizeof(sent));
	server.sent_count = 0;
	for (size_t i = 0; i < count; i++)
		answer_statement(&sent[i], &is_aborted);
	server.is_synced = false;
	server.link->syncs_pending--;
	deliver(PGRES_PIPELINE_SYNC);
}

static void connect_server(void)
{
	server.link->state = DB_LINK_READY;
	server.link->owner->ready(server.link);
}

static void lose_server(void)
{
	server.link->state = DB_LINK_WAITING;
	server.link->syncs_pending = 0;
	server.sent_count = 0;
	server.is_synced = false;
	server.link->owner->lost(server.link);
}

/* Waits until the writer has sent something. */
static void await_transaction(void)
{
	while (!server.is_synced)
		(void)uv_run(gateway.loop, UV_RUN_ONCE);
}

static void answer_all(void)
{
	while (writer_pending(gateway.writer) > 0) {
		if (server.is_synced)
			answer();
		else
			(void)uv_run(gateway.loop, UV_RUN_ONCE);
	}
}

/* --- the tests' hands ------------------------------------------------------------------------ */

static void stored(
	struct gateway *of, const struct writer_row *row, const struct writer_result *result)
{
	assert_ptr_equal(of, &gateway);
	server.stored[result->outcome]++;
	if (result->outcome == WRITER_FAILED)
		server.failed_id = row->id;
}

static struct uuid numbered(uint32_t number)
{
	struct uuid uuid = {{0}};
	memcpy(uuid.bytes, &number, sizeof(number));
	return uuid;
}

static enum err put(size_t tenant, uint32_t number)
{
	struct writer_row row = {.tenant = tenants[tenant],
		.session_id = numbered(1),
		.id = numbered(number),
		.sender_type = "visitor",
		.sender_id = "v",
		.sealed = TEXT("sealed")};
	return writer_put(gateway.writer, &row);
}

static void put_many(size_t tenant, uint32_t first, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(put(tenant, first + i), ERR_NONE);
}

static int set_up(void **state)
{
	(void)state;
	memset(&server, 0, sizeof(server));
	gateway = (struct gateway){.loop = uv_loop_new()};
	gateway.metrics = metrics_new();
	gateway.wheel = wheel_new(gateway.loop);
	gateway.calls = calls_new(&gateway);
	tenants[0] = tenant_new(numbered(100));
	tenants[1] = tenant_new(numbered(200));
	gateway.writer = writer_new(&gateway, stored, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	writer_free(&gateway.writer);
	(void)uv_run(gateway.loop, UV_RUN_NOWAIT); /* ticks under way end */
	calls_free(&gateway.calls);
	wheel_free(&gateway.wheel);
	metrics_free(&gateway.metrics);
	tenant_unref(&tenants[0]);
	tenant_unref(&tenants[1]);
	(void)uv_run(gateway.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(gateway.loop), 0);
	free(gateway.loop);
	return 0;
}

/* --- the writer
 * ------------------------------------------------------------------------------------ */

static void what_comes_within_a_flush_travels_in_one_transaction_tenant_by_tenant(void **state)
{
	connect_server();
	put_many(0, 1, 3);
	put_many(1, 10, 2);
	put_many(0, 4, 1);
	await_transaction();
	assert_int_equal(server.sent_count, 7);
	assert_int_equal(server.sent[0].kind, SENT_LOCKS);
	assert_string_equal(server.sent[1].role, tenants[0]->role);
	assert_int_equal(server.sent[3].rows, 4);
	assert_true(uuid_equals(server.sent[3].ids[3], numbered(4)));
	assert_string_equal(server.sent[4].role, tenants[1]->role);
	assert_int_equal(server.sent[6].rows, 2);
	answer();
	assert_int_equal(server.stored[WRITER_FRESH], 6);
	assert_int_equal(writer_pending(gateway.writer), 0);
}

static void nobody_hears_stored_before_the_sync(void **state)
{
	connect_server();
	put_many(0, 1, 1);
	await_transaction();
	for (size_t i = 0; i < 3; i++)
		deliver(PGRES_TUPLES_OK);
	deliver_stored(&server.sent[3]);
	assert_int_equal(server.stored[WRITER_FRESH], 0);
	server.sent_count = 0;
	server.is_synced = false;
	deliver(PGRES_PIPELINE_SYNC);
	assert_int_equal(server.stored[WRITER_FRESH], 1);
}

static void a_full_batch_does_not_wait(void **state)
{
	connect_server();
	put_many(0, 1, 256);
	assert_true(server.is_synced);
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 256);
	assert_int_equal(server.transactions, 1);
}

static void a_guilty_row_ends_alone_in_the_dead_letters(void **state)
{
	server.guilty = numbered(77);
	connect_server();
	put_many(0, 1, 100);
	put_many(1, 1001, 50);
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 149);
	assert_int_equal(server.stored[WRITER_FAILED], 1);
	assert_true(uuid_equals(server.failed_id, numbered(77)));
	assert_true(server.transactions < 20); /* halves, not row by row */
}

static void a_row_that_fails_alone_is_tried_once_more(void **state)
{
	server.guilty = numbered(1);
	connect_server();
	put_many(0, 1, 1);
	await_transaction();
	answer();
	server.guilty = numbered(0); /* whoever raced it for its id is done */
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 1);
	assert_int_equal(server.stored[WRITER_FAILED], 0);
}

static void a_lost_connection_sends_the_same_rows_again(void **state)
{
	connect_server();
	put_many(0, 1, 5);
	await_transaction();
	lose_server();
	assert_int_equal(writer_pending(gateway.writer), 5);
	connect_server();
	await_transaction();
	assert_int_equal(server.sent[3].rows, 5);
	answer();
	assert_int_equal(server.stored[WRITER_FRESH], 5);
}

static void a_closed_role_holds_its_own_rows_only(void **state)
{
	server.closed_role = tenants[0]->role;
	connect_server();
	put_many(0, 1, 10);
	put_many(1, 1001, 10);
	await_transaction();
	answer();
	while (server.stored[WRITER_FRESH] < 10) {
		await_transaction();
		answer();
	}
	assert_int_equal(writer_pending(gateway.writer), 10);
	server.closed_role = NULL;
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 20);
	assert_int_equal(server.stored[WRITER_FAILED], 0);
}

static void a_deleted_tenants_rows_end_as_erased(void **state)
{
	server.closed_role = tenants[0]->role;
	server.fate = ERR_ABSENT;
	connect_server();
	put_many(0, 1, 10);
	put_many(1, 1001, 10);
	answer_all();
	assert_int_equal(server.stored[WRITER_ERASED], 10);
	assert_int_equal(server.stored[WRITER_FRESH], 10);
}

static void of_a_tenant_about_which_nobody_knows_the_rows_stay(void **state)
{
	server.closed_role = tenants[0]->role;
	server.fate = ERR_BUSY;
	connect_server();
	put_many(0, 1, 10);
	for (int tries = 0; tries < 3; tries++) {
		await_transaction();
		answer();
	}
	assert_int_equal(writer_pending(gateway.writer), 10);
	server.closed_role = NULL;
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 10);
}

/* The transaction's statements succeed; its commit does not. */
static void fail_at_commit(const char *sqlstate)
{
	static struct sent sent[SENT_MAX];
	size_t count = server.sent_count;
	memcpy(sent, server.sent, sizeof(sent));
	server.sent_count = 0;
	for (size_t i = 0; i < count; i++)
		answer_statement(&sent[i], &(bool){false});
	server.sqlstate = sqlstate;
	deliver(PGRES_FATAL_ERROR);
	server.is_synced = false;
	server.link->syncs_pending--;
	deliver(PGRES_PIPELINE_SYNC);
}

static void a_tenants_failure_at_the_commit_is_found_by_splitting(void **state)
{
	server.fate = ERR_NONE;
	connect_server();
	put_many(0, 1, 3);
	put_many(1, 10, 2);
	await_transaction();
	fail_at_commit("42883");
	assert_int_equal(writer_pending(gateway.writer), 5);
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 5);
}

static void a_deadlock_at_the_commit_is_tried_again_as_a_whole(void **state)
{
	server.fate = ERR_ABSENT; /* were the tenant asked about, its rows would end */
	connect_server();
	put_many(0, 1, 3);
	await_transaction();
	fail_at_commit("40001");
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 3);
	assert_int_equal(server.transactions, 2);
}

static bool is_under_way(struct uuid id)
{
	for (size_t i = 0; i < server.sent_count; i++) {
		for (size_t row = 0; server.sent[i].kind == SENT_STORE && row < server.sent[i].rows;
			row++) {
			if (uuid_equals(server.sent[i].ids[row], id))
				return true;
		}
	}
	return false;
}

/* Answers what is under way, unless the row that ends the server is part of it. */
static void answer_or_die(struct uuid killer)
{
	await_transaction();
	if (!is_under_way(killer)) {
		answer();
		return;
	}
	lose_server();
	connect_server();
}

static void a_row_that_ends_the_server_holds_nobody_up(void **state)
{
	uint32_t fresh = 100000;
	connect_server();
	put_many(0, 1, 256);
	while (server.stored[WRITER_FRESH] < 255 || fresh < 100010) {
		answer_or_die(numbered(77));
		if (server.stored[WRITER_FRESH] > 200 && fresh < 100010)
			put_many(1, fresh++, 1);
	}
	assert_true(writer_pending(gateway.writer) >= 1);
	assert_int_equal(server.stored[WRITER_FAILED], 0);
}

static void a_row_that_ends_the_server_again_and_again_goes_to_the_dead_letters(void **state)
{
	uint32_t fresh = 2;
	connect_server();
	put_many(0, 1, 1);
	while (server.stored[WRITER_FAILED] == 0) {
		answer_or_die(numbered(1));
		if (writer_pending(gateway.writer) == 1)
			put_many(1, fresh++, 1); /* others are stored: it is not the server */
	}
	assert_true(uuid_equals(server.failed_id, numbered(1)));
	assert_int_equal(server.stored[WRITER_FRESH], fresh - 2 - (writer_pending(gateway.writer)));
}

static void a_server_that_refuses_gets_everything_again_later(void **state)
{
	server.refusal = "53300";
	connect_server();
	put_many(0, 1, 300);
	await_transaction();
	answer();
	assert_false(server.is_synced); /* held: the rows behind do not try their luck either */
	assert_int_equal(writer_pending(gateway.writer), 300);
	server.refusal = NULL;
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 300);
}

static void a_dead_letter_that_cannot_be_written_waits_and_holds_nobody_up(void **state)
{
	server.guilty = numbered(1);
	connect_server();
	put_many(0, 1, 1);
	for (int tries = 0; tries < 2; tries++) {
		await_transaction();
		answer();
	}
	await_transaction();
	assert_int_equal(server.sent[0].kind, SENT_DEAD);
	server.refusal = "42883";
	answer();
	server.refusal = NULL;
	put_many(1, 2, 1);
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 1);
	assert_int_equal(server.stored[WRITER_FAILED], 1);
}

static void a_tenants_share_of_the_queue_is_an_eighth(void **state)
{
	put_many(0, 1, 8192);
	assert_int_equal(put(0, 9000), ERR_BUSY);
	assert_int_equal(put(1, 9001), ERR_NONE);
}

static void a_closing_writer_takes_nothing_and_stores_what_it_has(void **state)
{
	connect_server();
	put_many(0, 1, 3);
	writer_close(gateway.writer);
	assert_int_equal(put(0, 4), ERR_BUSY);
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 3);
	assert_int_equal(server.link->state, DB_LINK_IDLE);
}

static void what_was_never_stored_is_dropped_with_the_writer(void **state)
{
	connect_server();
	put_many(0, 1, 600);
	assert_int_equal(tenants[0]->writer_rows, 600);
	writer_free(&gateway.writer);
	assert_int_equal(tenants[0]->writer_rows, 0);
	assert_int_equal(tenants[0]->writer_bytes, 0);
}

int main(void)
{
#define WRITER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		WRITER_TEST(what_comes_within_a_flush_travels_in_one_transaction_tenant_by_tenant),
		WRITER_TEST(nobody_hears_stored_before_the_sync),
		WRITER_TEST(a_full_batch_does_not_wait),
		WRITER_TEST(a_guilty_row_ends_alone_in_the_dead_letters),
		WRITER_TEST(a_row_that_fails_alone_is_tried_once_more),
		WRITER_TEST(a_lost_connection_sends_the_same_rows_again),
		WRITER_TEST(a_closed_role_holds_its_own_rows_only),
		WRITER_TEST(a_deleted_tenants_rows_end_as_erased),
		WRITER_TEST(of_a_tenant_about_which_nobody_knows_the_rows_stay),
		WRITER_TEST(a_tenants_failure_at_the_commit_is_found_by_splitting),
		WRITER_TEST(a_deadlock_at_the_commit_is_tried_again_as_a_whole),
		WRITER_TEST(a_row_that_ends_the_server_holds_nobody_up),
		WRITER_TEST(a_row_that_ends_the_server_again_and_again_goes_to_the_dead_letters),
		WRITER_TEST(a_server_that_refuses_gets_everything_again_later),
		WRITER_TEST(a_dead_letter_that_cannot_be_written_waits_and_holds_nobody_up),
		WRITER_TEST(a_tenants_share_of_the_queue_is_an_eighth),
		WRITER_TEST(a_closing_writer_takes_nothing_and_stores_what_it_has),
		WRITER_TEST(what_was_never_stored_is_dropped_with_the_writer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
