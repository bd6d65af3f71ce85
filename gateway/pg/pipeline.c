/*
 * Why 57P01 and the like decide nothing: a server that is told to stop may say so after the commit
 * (while it waits for a standby), so that only an ERROR proves that the transaction is gone.
 */
#include "pg/pipeline.h"

#include <assert.h>
#include <string.h>
#include <uv.h>

#include "call/parts.h"
#include "call/tenant.h"
#include "pg/cells.h"
#include "pg/errors.h"
#include "pg/sealed.h"
#include "pg/tenants.h"

static void push(struct db_units *units, struct db_unit *unit)
{
	unit->next = NULL;
	if (units->last)
		units->last->next = unit;
	else
		units->first = unit;
	units->last = unit;
	units->count++;
}

static struct db_unit *pop(struct db_units *units)
{
	struct db_unit *unit = units->first;
	if (!unit)
		return NULL;
	units->first = unit->next;
	if (!units->first)
		units->last = NULL;
	units->count--;
	return unit;
}

static struct next answer(struct call *call)
{
	struct db_unit *unit = call->unit;
	call->unit = NULL;
	return unit->then(call, &unit->answer);
}

void db_unit_finish(struct db_unit *unit, enum err err)
{
	struct parts *parts = unit->call->parts;
	unit->answer.err = err;
	unit->call->is_writing = false;
	metric_add(parts->env.metrics, METRIC_DB_STATEMENTS, 1);
	metric_observe(parts->env.metrics, METRIC_DB_TIME, uv_hrtime() / 1000 - unit->started_us);
	if (err != ERR_NONE && err != ERR_ABSENT)
		metric_add(parts->env.metrics, METRIC_DB_ERRORS, 1);
	call_resume(unit->call, answer);
}

/* --- sending --------------------------------------------------------------------------------- */

static struct tenant *tenant_of(const struct db_unit *unit)
{
	return unit->statement->scope == SQL_TENANT ? unit->call->tenant : NULL;
}

static struct db_unit *take_queued(struct db_pipeline *pipeline)
{
	struct db_unit *unit = pop(&pipeline->queue);
	if (unit && tenant_of(unit))
		tenant_of(unit)->queued_units--;
	return unit;
}

static void send_unit(struct db_pipeline *pipeline, struct db_unit *unit)
{
	if (tenant_of(unit))
		db_link_send_scope(&pipeline->link, tenant_of(unit)->role);
	db_link_send(&pipeline->link, unit->statement->text, unit->statement->oids, &unit->params);
	push(&pipeline->sent, unit);
	unit->call->is_writing = unit->statement->is_write;
	db_link_sync(&pipeline->link);
}

static void pump(struct db_pipeline *pipeline)
{
	if (pipeline->link.state != DB_LINK_READY)
		return;
	while (pipeline->queue.first && pipeline->sent.count < DB_IN_FLIGHT_MAX &&
		db_link_takes(&pipeline->link))
		send_unit(pipeline, take_queued(pipeline));
	if (pipeline->is_closing && pipeline->sent.count == 0 && !pipeline->queue.first)
		db_link_stop(&pipeline->link);
}

bool db_pipeline_put(struct db_pipeline *pipeline, struct db_unit *unit)
{
	struct tenant *tenant = tenant_of(unit);
	if (pipeline->is_closing || pipeline->queue.count >= DB_QUEUE_MAX)
		return false;
	if (tenant && tenant->queued_units >= DB_QUEUE_TENANT_MAX)
		return false;
	if (tenant)
		tenant->queued_units++;
	push(&pipeline->queue, unit);
	pump(pipeline);
	return true;
}

/* --- what comes back ------------------------------------------------------------------------- */

static bool is_tenant_lost(const struct db_unit *unit, const PGresult *result)
{
	static const char no_such_role[] = "22023"; /* invalid_parameter_value, of SET ROLE */
	return strcmp(PQresultErrorField(result, PG_DIAG_SQLSTATE), no_such_role) == 0 &&
	       !tenant_lost(unit->call->parts, tenant_of(unit));
}

static void log_failure(const struct db_unit *unit, const PGresult *result, bool is_scope)
{
	const struct tenant *tenant = tenant_of(unit);
	const struct uuid nobody = {{0}};
	bool is_lost = is_scope && is_tenant_lost(unit, result);
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
	bool is_scope = tenant_of(unit) && unit->results < DB_SCOPE_STATEMENTS;
	log_failure(unit, result, is_scope);
	unit->answer.err = is_scope ? ERR_BUSY : db_error(sqlstate);
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
		if (unit->results == 1 + (tenant_of(unit) ? DB_SCOPE_STATEMENTS : 0))
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

static void pipeline_result(struct db_link *link, const PGresult *result)
{
	struct db_pipeline *pipeline = CONTAINER_OF(link, struct db_pipeline, link);
	struct db_unit *unit = current(pipeline);
	if (PQresultStatus(result) != PGRES_PIPELINE_SYNC) {
		note_result(unit, result);
		return;
	}
	(void)pop(&pipeline->sent);
	db_unit_finish(unit, unit->answer.err != ERR_NONE ? unit->answer.err : take_rows(unit));
	pump(pipeline);
}

static void send_on(struct db_link *link)
{
	pump(CONTAINER_OF(link, struct db_pipeline, link));
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
	struct db_unit *unit;
	while ((unit = pop(&pipeline->sent)) != NULL)
		db_unit_finish(unit, lost_error(unit));
}

static const struct db_link_owner owner = {.tenants_times = 1,
	.ready = send_on,
	.renewed = send_on,
	.result = pipeline_result,
	.lost = pipeline_lost};

void db_pipeline_init(
	struct db_pipeline *pipeline, const struct env *env, struct db_renewals *renewals)
{
	db_link_init(&pipeline->link, env, "frontdesk", &owner, renewals);
	db_link_start(&pipeline->link);
}

void db_pipeline_sweep(struct db_pipeline *pipeline, uint64_t now_ms)
{
	for (size_t left = pipeline->queue.count; left > 0; left--) {
		struct db_unit *unit = take_queued(pipeline);
		if (unit->give_up_ms <= now_ms) {
			db_unit_finish(unit, ERR_BUSY);
			continue;
		}
		if (tenant_of(unit))
			tenant_of(unit)->queued_units++;
		push(&pipeline->queue, unit);
	}
}

void db_pipeline_close(struct db_pipeline *pipeline)
{
	pipeline->is_closing = true;
	if (pipeline->link.state == DB_LINK_READY)
		pump(pipeline);
	else
		db_link_stop(&pipeline->link);
	if (pipeline->link.state != DB_LINK_READY)
		db_pipeline_sweep(pipeline, UINT64_MAX);
}
