/*
 * PostgreSQL in pipeline mode, without a word of libpq. One entry point: db_run, which the
 * generated sql_… functions call. A tenant's statement runs as
 *
 *     SELECT set_config('role', $1, true), set_config('search_path', $2, true);
 *     SELECT control.assert_scope($1, $2);   -- raises 42501 unless both took
 *     the statement;
 *     Sync
 *
 * and is done at its Sync: only then has a write been committed. Control statements run without
 * the first two. Tenants hash to connections, but for what is marked [slow], which has connections
 * of its own (slow.h); every queue is bounded, with a share per tenant, and a full one answers
 * ERR_BUSY. A connection that is lost before the Sync answers ERR_BUSY for
 * reads and ERR_UNCERTAIN for writes. Reconnects with full jitter; a statement waits for the
 * connection up to its call's deadline.
 */
#ifndef FRONTDESK_DB_H
#define FRONTDESK_DB_H

#include "pg/statement.h"

struct db;

/* Runs the statement in the call's scope (call->tenant for SQL_TENANT). Values are copied. An
 * absent text is sent as NULL. The answer is borrowed until `then` returns. */
struct next db_run(struct call *call, const struct sql_statement *statement,
	const struct sql_value *values, sql_then then);
/* The `then` of a statement that returns JSON: answers the call with it, or fails as it did. */
struct next db_answer_json(struct call *call, const struct sql_answer *answer);

struct db *db_new(struct parts *parts);
/* Refuses new work, lets the running finish, then closes. The loop must go on running. */
void db_close(struct db *db);
void db_free(struct db **db);
bool db_is_connected(const struct db *db);
/* Whether PostgreSQL's clock has been measured: until then ours stands for it. */
bool db_knows_time(const struct db *db);
/* PostgreSQL's clock less clock_steady_us(), in microseconds, as last measured (every 10 s). */
int64_t db_clock_offset_us(const struct db *db);
/* The time as PostgreSQL has it, microseconds since 1970, whatever this machine's wall clock says;
 * the wall clock's where there is no database (NULL). */
int64_t db_time_us(const struct db *db);
/* The history's name: system identifier, timeline, restore counter. Absent before first connect. */
struct text db_epoch(const struct db *db);

#endif
