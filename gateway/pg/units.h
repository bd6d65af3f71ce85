/*
 * A unit is one statement in its scope under one Sync; it waits in a queue, is moved to those that
 * were sent, and is answered at its Sync, in order. Units live in their calls' arenas, which stay
 * until they have been resumed.
 */
#ifndef FRONTDESK_DB_UNITS_H
#define FRONTDESK_DB_UNITS_H

#include "pg/params.h"
#include "pg/statement.h"

struct db_unit {
	struct db_unit *next;
	struct call *call;
	const struct sql_statement *statement;
	struct db_params params;
	sql_then then;
	uint64_t started_us; /* uv_hrtime in µs */
	uint64_t give_up_ms; /* while queued */
	size_t preludes;     /* statements in front of its own: of its scope, and who asks */
	size_t results;      /* seen so far */
	const struct db_rows *rows;
	struct sql_answer answer;
};

/* In their order. */
struct db_units {
	struct db_unit *first, *last;
	size_t count;
};

void db_units_push(struct db_units *units, struct db_unit *unit);
/* The first, or NULL. */
struct db_unit *db_units_pop(struct db_units *units);
/* Takes one out that is among them. */
void db_units_remove(struct db_units *units, struct db_unit *unit);
/* The tenant in whose scope it runs; NULL: in none. */
struct tenant *db_unit_tenant(const struct db_unit *unit);
/* Resumes the unit's call with unit->answer as it stands. */
void db_unit_finish(struct db_unit *unit, enum err err);

#endif
