/*
 * The writer against a scripted PostgreSQL: this stands for pg/link.c and the tenants' door at link
 * time, and for the function of libpq that tells an error. What was sent is answered when a test
 * says so. Include it once in a program: it defines what the library would.
 */
#ifndef FRONTDESK_WRITER_FAKES_H
#define FRONTDESK_WRITER_FAKES_H

#include "unit.h"

#include <endian.h>
#include <libpq-events.h>
#include <stdlib.h>
#include <uv.h>

#include "call/parts.h"
#include "call/start.h"
#include "call/tenant.h"
#include "pg/tenants.h"
#include "writer/flight.h"
#include "writer/writer.h"

enum { SENT_MAX = 64, TENANTS = 4 };

/* One statement of the transaction that is under way. */
struct sent {
	enum { SENT_SCOPE, SENT_LOCKS, SENT_STORE, SENT_DEAD } kind;
	const char *role;
	size_t sessions; /* of chat_messages_add */
	size_t rows;
	struct uuid ids[1024];
	bool may_be_known;
};

static struct {
	struct db_link *link;
	struct sent sent[SENT_MAX];
	size_t sent_count, transactions;
	bool is_synced;
	bool is_relieved;   /* another connection waits to take this one's place */
	struct uuid guilty; /* a transaction that stores it fails with this: */
	const char *guilt;
	uint32_t known;          /* ids of which each is a multiple of this are stored: 23505 */
	const char *closed_role; /* cannot be entered */
	const char *refusal;     /* SQLSTATE of every transaction */
	const char *sqlstate;    /* of the result being delivered */
	enum err fate;           /* of a tenant that is asked about */
	size_t stored[WRITER_FAILED + 1];
	struct uuid failed_id;
} server;

static struct parts parts;
static struct settings settings;
static struct tenant *tenants[TENANTS];

/* --- libpq and db_link ----------------------------------------------------------------------- */

char *PQresultErrorField(const PGresult *result, int field)
{
	(void)result;
	return field == PG_DIAG_SQLSTATE ? (char *)server.sqlstate : (char *)"ERROR";
}

void db_link_init(struct db_link *link, const struct env *env, const char *name,
	const struct db_link_owner *owner, struct db_renewals *renewals)
{
	(void)renewals;
	*link = (struct db_link){.env = env, .name = name, .owner = owner};
	server.link = link;
}

struct db_renewals *db_renewals_of(struct db *db)
{
	(void)db;
	return NULL;
}

void db_link_look(struct db_link *link)
{
	(void)link;
}

bool db_link_takes(const struct db_link *link)
{
	return link->state == DB_LINK_READY && !server.is_relieved;
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
	sent->kind = strstr(sql, "lock_counters")    ? SENT_LOCKS
		     : strstr(sql, "chat_messages_") ? SENT_STORE
						     : SENT_DEAD;
	if (sent->kind != SENT_STORE)
		return;
	sent->may_be_known = strstr(sql, "chat_messages_store") != NULL;
	read_ids(sent, params->values[0]);
	sent->sessions = sent->rows;
	if (!sent->may_be_known)
		read_ids(sent, params->values[4]);
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

struct tenant *tenant_known(const struct parts *of, struct uuid tenant_id)
{
	(void)of;
	(void)tenant_id;
	return NULL;
}

struct tenants *tenants_new(struct parts *of)
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

static bool is_known(struct uuid id)
{
	uint32_t number;
	memcpy(&number, id.bytes, sizeof(number));
	return server.known > 0 && number % server.known == 0;
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
		const char *word = is_known(sent->ids[i]) ? "duplicate" : "fresh";
		set_value(result, (int)i, 1, word, (int)strlen(word));
		set_value(result, (int)i, 2, &number, sizeof(number));
		set_value(result, (int)i, 3, &number, sizeof(number));
	}
	server.link->owner->result(server.link, result);
	PQclear(result);
}

static void deliver_added(const struct sent *sent)
{
	static char name[] = "head";
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc column = {.name = name, .typid = OID_INT8, .format = 1};
	assert_true(PQsetResultAttrs(result, 1, &column));
	for (size_t i = 0; i < sent->sessions; i++) {
		uint64_t head = htobe64(10 * i);
		set_value(result, (int)i, 0, &head, sizeof(head));
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
			return server.guilt;
		if (is_known(sent->ids[i]) && !sent->may_be_known)
			return "23505";
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
	} else if (sent->kind == SENT_STORE && sent->may_be_known) {
		deliver_stored(sent);
	} else if (sent->kind == SENT_STORE) {
		deliver_added(sent);
	} else {
		deliver(PGRES_TUPLES_OK);
	}
}

/* Answers the transaction under way. */
static inline void answer(void)
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

static inline void connect_server(void)
{
	server.link->state = DB_LINK_READY;
	server.link->owner->ready(server.link);
}

static inline void renew_server(void)
{
	assert_false(server.is_synced);
	server.is_relieved = false;
	server.link->owner->renewed(server.link);
}

static inline void lose_server(void)
{
	server.link->state = DB_LINK_WAITING;
	server.link->syncs_pending = 0;
	server.sent_count = 0;
	server.is_synced = false;
	server.link->owner->lost(server.link);
}

/* Waits until the writer has sent something. */
static inline void await_transaction(void)
{
	while (!server.is_synced)
		(void)uv_run(parts.env.loop, UV_RUN_ONCE);
}

static inline void answer_all(void)
{
	while (writer_pending(parts.writer) > 0) {
		if (server.is_synced)
			answer();
		else
			(void)uv_run(parts.env.loop, UV_RUN_ONCE);
	}
}

/* --- the tests' hands ------------------------------------------------------------------------ */

static void stored(
	struct parts *of, const struct writer_row *row, const struct writer_result *result)
{
	assert_ptr_equal(of, &parts);
	server.stored[result->outcome]++;
	if (result->outcome == WRITER_FAILED)
		server.failed_id = row->id;
}

static inline struct uuid numbered(uint32_t number)
{
	struct uuid uuid = {{0}};
	memcpy(uuid.bytes, &number, sizeof(number));
	return uuid;
}

static inline enum err put(size_t tenant, uint32_t number)
{
	struct writer_row row = {.tenant = tenants[tenant],
		.session_id = numbered(1),
		.id = numbered(number),
		.sender_type = "visitor",
		.sender_id = "v",
		.sealed = TEXT("sealed")};
	return writer_put(parts.writer, &row);
}

static inline void put_many(size_t tenant, uint32_t first, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(put(tenant, first + i), ERR_NONE);
}

static int set_up(void **state)
{
	(void)state;
	memset(&server, 0, sizeof(server));
	server.guilt = "23514";
	settings = (struct settings){.db_tenants = 40};
	parts = (struct parts){.env.loop = uv_loop_new(), .env.settings = &settings};
	parts.env.metrics = metrics_new();
	parts.env.wheel = wheel_new(parts.env.loop);
	parts.calls = calls_new(&parts);
	for (uint32_t i = 0; i < TENANTS; i++)
		tenants[i] = tenant_new(numbered(100 * (i + 1)));
	parts.writer = writer_new(&parts, NULL, stored, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	writer_free(&parts.writer);
	(void)uv_run(parts.env.loop, UV_RUN_NOWAIT); /* ticks under way end */
	calls_free(&parts.calls);
	wheel_free(&parts.env.wheel);
	metrics_free(&parts.env.metrics);
	for (size_t i = 0; i < TENANTS; i++)
		tenant_unref(&tenants[i]);
	(void)uv_run(parts.env.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(parts.env.loop), 0);
	free(parts.env.loop);
	return 0;
}

#define writer_test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
