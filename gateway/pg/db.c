/*
 * The entry point, and who runs on which connection. pipeline.c holds the queues, link.c the
 * connections, clock.c what is measured of PostgreSQL now and then.
 */
#include "pg/db.h"

#include <assert.h>
#include <uv.h>

#include "call/parts.h"
#include "call/tenant.h"
#include "pg/clock.h"
#include "pg/listen.h"
#include "pg/pipeline.h"
#include "pg/slow.h"

enum {
	CONNECTIONS_MAX = 64,
	SWEEP_MS = 100,
	/* A tick waits no longer than this in a queue, whatever its own deadline: with the
	 * statement's own timeouts it ends well before that, so that what it leads to always runs.
	 */
	QUEUE_WAIT_MAX_MS = 15000
};

struct db {
	struct parts *parts;
	struct arena memory; /* holds this struct, too */
	struct db_pipeline *pipelines;
	size_t pipeline_count, next_control;
	struct db_slow slow;
	struct db_renewals renewals;
	struct db_clock clock;
	struct timer sweep;
	bool is_closing;
};

/* A tenant's statements keep to one connection: each that enters a schema keeps a cache of it. */
static struct db_pipeline *choose(struct db *db, const struct call *call, enum sql_scope scope)
{
	if (scope == SQL_CONTROL)
		return &db->pipelines[db->next_control++ % db->pipeline_count];
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
	for (size_t i = 0; i < sizeof(call->tenant->id.bytes); i++)
		hash = (hash ^ call->tenant->id.bytes[i]) * UINT64_C(1099511628211);
	return &db->pipelines[(hash >> 32) % db->pipeline_count];
}

static bool put(struct db *db, struct db_unit *unit)
{
	if (db->is_closing)
		return false;
	return unit->statement->is_slow
		       ? db_slow_put(&db->slow, unit)
		       : db_pipeline_put(choose(db, unit->call, unit->statement->scope), unit);
}

static struct db_unit *make_unit(struct call *call, const struct sql_statement *statement,
	const struct sql_value *values, sql_then then)
{
	struct db_unit *unit = ARENA_NEW(&call->arena, struct db_unit);
	uint64_t latest_ms = env_now_ms(&call->parts->env) +
			     (statement->is_slow ? DB_SLOW_WAIT_MS : QUEUE_WAIT_MAX_MS);
	unit->call = call;
	unit->statement = statement;
	unit->then = then;
	unit->started_us = uv_hrtime() / 1000;
	unit->give_up_ms = call->deadline_ms < latest_ms ? call->deadline_ms : latest_ms;
	for (size_t i = 0; i < statement->param_count; i++)
		db_params_add(&unit->params, &call->arena, &values[i]);
	return unit;
}

struct next db_run(struct call *call, const struct sql_statement *statement,
	const struct sql_value *values, sql_then then)
{
	struct db *db = call->parts->db;
	assert(statement->scope == SQL_CONTROL || call->tenant);
	assert(!call->unit);
	if (statement->is_slow)
		call_extend(call, DB_SLOW_CALL_MS);
	struct db_unit *unit = make_unit(call, statement, values, then);
	struct next next = call_wait(call);
	call->unit = unit;
	if (!put(db, unit))
		db_unit_finish(unit, ERR_BUSY);
	return next;
}

static void sweep(struct timer *timer)
{
	struct db *db = CONTAINER_OF(timer, struct db, sweep);
	for (size_t i = 0; i < db->pipeline_count; i++) {
		db_link_look(&db->pipelines[i].link);
		db_pipeline_sweep(&db->pipelines[i], env_now_ms(&db->parts->env));
	}
	for (size_t i = 0; i < db->slow.pipeline_count; i++)
		db_link_look(&db->slow.pipelines[i].link);
	db_slow_sweep(&db->slow, env_now_ms(&db->parts->env));
	wheel_set(db->parts->env.wheel, &db->sweep, SWEEP_MS, sweep);
}

static size_t count_links(int64_t wanted)
{
	if (wanted < 1)
		return 1;
	return wanted > CONNECTIONS_MAX ? CONNECTIONS_MAX : (size_t)wanted;
}

struct db *db_new(struct parts *parts)
{
	const struct settings *settings = parts->env.settings;
	struct arena memory;
	arena_init(&memory);
	struct db *db = ARENA_NEW(&memory, struct db);
	db->parts = parts;
	db->pipeline_count = count_links(settings->db_connections);
	db->pipelines = arena_array(&memory, db->pipeline_count, sizeof(*db->pipelines));
	for (size_t i = 0; i < db->pipeline_count; i++)
		db_pipeline_init(&db->pipelines[i], &parts->env, &db->renewals, NULL);
	db_slow_init(&db->slow, &memory, &parts->env, count_links(settings->db_slow_connections),
		&db->renewals);
	db->memory = memory;
	wheel_set(parts->env.wheel, &db->sweep, SWEEP_MS, sweep);
	db_clock_init(&db->clock, parts);
	return db;
}

void db_close(struct db *db)
{
	db->is_closing = true;
	db_clock_stop(&db->clock);
	for (size_t i = 0; i < db->pipeline_count; i++)
		db_pipeline_close(&db->pipelines[i]);
	db_slow_close(&db->slow);
}

void db_free(struct db **db)
{
	if (!*db)
		return;
	struct arena memory = (*db)->memory;
	db_clock_stop(&(*db)->clock);
	wheel_cancel((*db)->parts->env.wheel, &(*db)->sweep);
	for (size_t i = 0; i < (*db)->pipeline_count; i++)
		db_link_stop(&(*db)->pipelines[i].link);
	db_slow_stop(&(*db)->slow);
	arena_done(&memory);
	*db = NULL;
}

void db_listen(struct db *db, const struct db_listener *listener)
{
	db_link_listen(&db->pipelines[0].link, listener);
}

bool db_is_connected(const struct db *db)
{
	for (size_t i = 0; i < db->pipeline_count; i++) {
		if (db->pipelines[i].link.state == DB_LINK_READY)
			return true;
	}
	return false;
}

bool db_knows_time(const struct db *db)
{
	return db->clock.is_measured;
}

struct db_clock *db_clock_of(struct db *db)
{
	return &db->clock;
}

struct db_renewals *db_renewals_of(struct db *db)
{
	return &db->renewals;
}

int64_t db_clock_offset_us(const struct db *db)
{
	return db->clock.offset_us;
}

struct text db_epoch(const struct db *db)
{
	return db->clock.epoch_size > 0 ? (struct text){db->clock.epoch, db->clock.epoch_size}
					: TEXT_ABSENT;
}
