/*
 * Why 57P01 and the like decide nothing: a server that is told to stop may say so after the commit
 * (while it waits for a standby), so that only an ERROR proves that the transaction is gone.
 */
#include "pg/pipeline.h"

#include <assert.h>
#include <string.h>

#include "call/parts.h"
#include "call/tenant.h"
#include "pg/cells.h"
#include "pg/errors.h"
#include "pg/own_names.h"
#include "pg/sealed.h"
#include "pg/slow.h"
#include "pg/tenants.h"

/* --- sending --------------------------------------------------------------------------------- */

static struct db_unit *take_queued(struct db_pipeline *pipeline)
{
	struct db_unit *unit = db_units_pop(&pipeline->queue);
	if (unit && db_unit_tenant(unit))
		db_unit_tenant(unit)->queued_units--;
	return unit;
}

static void queue(struct db_pipeline *pipeline, struct db_unit *unit)
{
	if (db_unit_tenant(unit))
		db_unit_tenant(unit)->queued_units++;
	db_units_push(&pipeline->queue, unit);
}

/* What audit logs note of who writes, for the transaction: the column's default reads it. */
static void send_peer(struct db_pipeline *pipeline, struct db_unit *unit)
{
	static const uint32_t oids[] = {OID_TEXT};
	struct text peer = call_staff_peer(unit->call);
	if (!unit->statement->is_write || text_is_absent(peer))
		return;
	const struct db_params params = {
		.values = {arena_copy(&unit->call->arena, peer).data}, .count = 1};
	db_link_send(
		&pipeline->link, "SELECT set_config('frontdesk.peer', $1, true)", oids, &params);
	unit->preludes++;
}

static void send_preludes(struct db_pipeline *pipeline, struct db_unit *unit)
{
	if (db_unit_tenant(unit)) {
		db_link_send_scope(&pipeline->link, db_unit_tenant(unit)->role);
		unit->preludes += DB_SCOPE_STATEMENTS;
	}
	send_peer(pipeline, unit);
}

static const char *text_of(struct db_unit *unit)
{
	const struct tenant *tenant = db_unit_tenant(unit);
	const char *text = unit->statement->text;
	return tenant ? own_names(&unit->call->arena, text, tenant->role) : text;
}

static void send_unit(struct db_pipeline *pipeline, struct db_unit *unit)
{
	send_preludes(pipeline, unit);
	db_link_send(&pipeline->link, text_of(unit), unit->statement->oids, &unit->params);
	db_units_push(&pipeline->sent, unit);
	unit->call->is_writing = unit->statement->is_write;
	db_link_sync(&pipeline->link);
}

/* What is to be sent next, or NULL. Behind a slow one nothing is to wait. */
static struct db_unit *take_next(struct db_pipeline *pipeline)
{
	if (!db_link_takes(&pipeline->link))
		return NULL;
	if (pipeline->slow)
		return pipeline->sent.count == 0 ? db_slow_take(pipeline->slow) : NULL;
	return pipeline->sent.count < DB_IN_FLIGHT_MAX ? take_queued(pipeline) : NULL;
}

static bool is_done(const struct db_pipeline *pipeline)
{
	const struct db_units *units = pipeline->slow ? &pipeline->slow->queue : &pipeline->queue;
	return pipeline->sent.count == 0 && units->count == 0;
}

void db_pipeline_pump(struct db_pipeline *pipeline)
{
	struct db_unit *unit;
	if (pipeline->link.state != DB_LINK_READY)
		return;
	while ((unit = take_next(pipeline)) != NULL)
		send_unit(pipeline, unit);
	if (pipeline->is_closing && is_done(pipeline))
		db_link_stop(&pipeline->link);
}

bool db_pipeline_put(struct db_pipeline *pipeline, struct db_unit *unit)
{
	const struct tenant *tenant = db_unit_tenant(unit);
	if (pipeline->is_closing || pipeline->queue.count >= DB_QUEUE_MAX)
		return false;
	if (tenant && tenant->queued_units >= DB_QUEUE_TENANT_MAX)
		return false;
	queue(pipeline, unit);
	db_pipeline_pump(pipeline);
	return true;
}

/* --- what comes back ------------------------------------------------------------------------- */

/* What PostgreSQL says of a tenant that was deleted: there is no such role for its scope, or, once
 * that is entered, no such table or function. */
static bool says_it_has_gone(const char *sqlstate, bool is_scope)
{
	static const char invalid_parameter_value[] = "22023", undefined_table[] = "42P01",
			  undefined_function[] = "42883";
	return is_scope ? strcmp(sqlstate, invalid_parameter_value) == 0
			: strcmp(sqlstate, undefined_table) == 0 ||
				  strcmp(sqlstate, undefined_function) == 0;
}

static bool is_tenant_lost(const struct db_unit *unit, const char *sqlstate, bool is_scope)
{
	struct tenant *tenant = db_unit_tenant(unit);
	return tenant && says_it_has_gone(sqlstate, is_scope) &&
	       !tenant_lost(unit->call->parts, tenant);
}

static void log_failure(
	const struct db_unit *unit, const PGresult *result, bool is_scope, bool is_lost)
{
	const struct tenant *tenant = db_unit_tenant(unit);
	const struct uuid nobody = {{0}};
	log_say(unit->call->parts->env.log,
		is_lost    ? LOG_INFO
		: is_scope ? LOG_ERROR
			   : LOG_WARN,
		is_lost    ? "a tenant has gone, it is read anew"
		: is_scope ? "a tenant's scope could not be entered"
			   : "statement failed",
		LOG_F_WORD("statement", unit->statement->name),
		LOG_F_WORD("sqlstate", PQresultErrorField(result, PG_DIAG_SQLSTATE)),
		LOG_F_WORD("constraint", PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME)),
		LOG_F_UUID("tenant", tenant ? tenant->id : nobody));
}

static void note_error(struct db_unit *unit, const PGresult *result)
{
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	if (!sqlstate || !severity || strcmp(severity, "ERROR") != 0)
		return; /* the connection is about to end */
	bool is_scope = db_unit_tenant(unit) && unit->results < DB_SCOPE_STATEMENTS;
	bool is_lost = is_tenant_lost(unit, sqlstate, is_scope);
	log_failure(unit, result, is_scope, is_lost);
	unit->answer.err = is_scope || is_lost ? ERR_BUSY : db_error(sqlstate);
}

static struct db_unit *current(struct db_pipeline *pipeline)
{
	assert(pipeline->sent.first);
	return pipeline->sent.first;
}

static void note_result(struct db_unit *unit, const PGresult *result)
{
	switch (PQresultStatus(result)) {
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
		unit->results++;
		if (unit->results == 1 + unit->preludes)
			unit->rows = db_rows_copy(&unit->call->arena, result);
		break;
	case PGRES_PIPELINE_ABORTED:
		break;
	default:
		note_error(unit, result);
		break;
	}
}

static enum err take_value(struct db_unit *unit)
{
	unit->answer.json = db_rows_text(unit->rows, 0, 0);
	return text_is_absent(unit->answer.json) ? ERR_ABSENT : ERR_NONE;
}

/* Makes the answer of what the statement returned. */
static enum err take_rows(struct db_unit *unit)
{
	if (!unit->rows)
		return ERR_INTERNAL;
	switch (unit->statement->returns) {
	case SQL_NOTHING:
		return ERR_NONE;
	case SQL_JSON_VALUE:
		return take_value(unit);
	case SQL_SEALED:
		db_sealed_open(unit->call, unit->statement, unit->rows, 0, &unit->answer);
		return ERR_NONE;
	case SQL_ROW_SEALED:
		db_answer_rows(&unit->answer, unit->rows);
		db_sealed_open(unit->call, unit->statement, unit->rows, 1, &unit->answer);
		unit->answer.row_count = unit->rows->row_count > 0 ? 1 : 0;
		return unit->answer.row_count == 0 ? ERR_ABSENT : ERR_NONE;
	case SQL_ROW:
	case SQL_ROWS:
		db_answer_rows(&unit->answer, unit->rows);
		break;
	}
	bool is_missing = unit->statement->returns == SQL_ROW && unit->rows->row_count == 0;
	return is_missing ? ERR_ABSENT : ERR_NONE;
}

static void finish_sent(struct db_pipeline *pipeline, enum err err)
{
	struct db_unit *unit = db_units_pop(&pipeline->sent);
	if (pipeline->slow)
		db_slow_done(unit);
	db_unit_finish(unit, err);
}

/* Any link may have waited for the tenant of a slow one. */
static void send_more(struct db_pipeline *pipeline)
{
	if (pipeline->slow)
		db_slow_pump(pipeline->slow);
	else
		db_pipeline_pump(pipeline);
}

static void pipeline_result(struct db_link *link, const PGresult *result)
{
	struct db_pipeline *pipeline = CONTAINER_OF(link, struct db_pipeline, link);
	struct db_unit *unit = current(pipeline);
	if (PQresultStatus(result) != PGRES_PIPELINE_SYNC) {
		note_result(unit, result);
		return;
	}
	finish_sent(pipeline, unit->answer.err != ERR_NONE ? unit->answer.err : take_rows(unit));
	send_more(pipeline);
}

static void send_on(struct db_link *link)
{
	db_pipeline_pump(CONTAINER_OF(link, struct db_pipeline, link));
}

static enum err lost_error(const struct db_unit *unit)
{
	if (unit->answer.err != ERR_NONE)
		return unit->answer.err;
	return unit->statement->is_write ? ERR_UNCERTAIN : ERR_BUSY;
}

static void pipeline_lost(struct db_link *link)
{
	struct db_pipeline *pipeline = CONTAINER_OF(link, struct db_pipeline, link);
	while (pipeline->sent.first)
		finish_sent(pipeline, lost_error(pipeline->sent.first));
	send_more(pipeline);
}

static const struct db_link_owner owner = {.tenants_times = 1,
	.ready = send_on,
	.renewed = send_on,
	.result = pipeline_result,
	.lost = pipeline_lost};

void db_pipeline_init(struct db_pipeline *pipeline, const struct env *env,
	struct db_renewals *renewals, struct db_slow *slow)
{
	pipeline->slow = slow;
	db_link_init(&pipeline->link, env, slow ? "frontdesk slow" : "frontdesk", &owner, renewals);
	if (slow)
		pipeline->link.statement_ms = DB_SLOW_STATEMENT_MS;
	db_link_start(&pipeline->link);
}

void db_pipeline_sweep(struct db_pipeline *pipeline, uint64_t now_ms)
{
	for (size_t left = pipeline->queue.count; left > 0; left--) {
		struct db_unit *unit = take_queued(pipeline);
		if (unit->give_up_ms <= now_ms)
			db_unit_finish(unit, ERR_BUSY);
		else
			queue(pipeline, unit);
	}
}

void db_pipeline_close(struct db_pipeline *pipeline)
{
	pipeline->is_closing = true;
	if (pipeline->link.state == DB_LINK_READY)
		db_pipeline_pump(pipeline);
	else
		db_link_stop(&pipeline->link);
	if (pipeline->link.state != DB_LINK_READY)
		db_pipeline_sweep(pipeline, UINT64_MAX);
}
