/*
 * One link with its queue of units. A unit is one statement in its scope under one Sync; it waits
 * in `queue`, is moved to `sent`, and is answered at its Sync, in order. Units live in their calls'
 * arenas, which stay until they have been resumed.
 */
#ifndef FRONTDESK_DB_PIPELINE_H
#define FRONTDESK_DB_PIPELINE_H

#include "pg/link.h"

struct db_unit {
	struct db_unit *next;
	struct call *call;
	const struct sql_statement *statement;
	struct db_params params;
	sql_then then;
	uint64_t started_us; /* uv_hrtime in µs */
	uint64_t give_up_ms; /* while queued */
	size_t results;      /* seen so far */
	const struct db_rows *rows;
	struct sql_answer answer;
};

struct db_units {
	struct db_unit *first, *last;
	size_t count;
};

struct db_pipeline {
	struct db_link link;
	struct db_units queue, sent;
	bool is_closing;
};

enum {
	DB_QUEUE_MAX = 2048,
	DB_QUEUE_TENANT_MAX = DB_QUEUE_MAX / 8,
	DB_IN_FLIGHT_MAX = 64 /* what a lost connection leaves uncertain */
};

void db_pipeline_init(
	struct db_pipeline *pipeline, const struct env *env, struct db_renewals *renewals);
/* False when the queue, or the tenant's share of it, is full. */
bool db_pipeline_put(struct db_pipeline *pipeline, struct db_unit *unit);
/* Answers ERR_BUSY to queued units whose time is up. */
void db_pipeline_sweep(struct db_pipeline *pipeline, uint64_t now_ms);
/* Takes nothing more; stops the link once all is answered. */
void db_pipeline_close(struct db_pipeline *pipeline);
/* Resumes the unit's call with unit->answer as it stands. */
void db_unit_finish(struct db_unit *unit, enum err err);

#endif
