/* Lists of units, and a unit's end. */
#include "pg/units.h"

#include <assert.h>
#include <uv.h>

#include "call/parts.h"

void db_units_push(struct db_units *units, struct db_unit *unit)
{
	unit->next = NULL;
	if (units->last)
		units->last->next = unit;
	else
		units->first = unit;
	units->last = unit;
	units->count++;
}

struct db_unit *db_units_pop(struct db_units *units)
{
	struct db_unit *unit = units->first;
	if (unit)
		db_units_remove(units, unit);
	return unit;
}

void db_units_remove(struct db_units *units, struct db_unit *unit)
{
	struct db_unit **place = &units->first, *before = NULL;
	while (*place != unit) {
		assert(*place);
		before = *place;
		place = &before->next;
	}
	*place = unit->next;
	if (units->last == unit)
		units->last = before;
	units->count--;
}

struct tenant *db_unit_tenant(const struct db_unit *unit)
{
	return unit->statement->scope == SQL_TENANT ? unit->call->tenant : NULL;
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
	metric_observe(parts->env.metrics,
		unit->statement->is_slow ? METRIC_DB_SLOW_TIME : METRIC_DB_TIME,
		uv_hrtime() / 1000 - unit->started_us);
	if (err != ERR_NONE && err != ERR_ABSENT)
		metric_add(parts->env.metrics, METRIC_DB_ERRORS, 1);
	call_resume(unit->call, answer);
}
