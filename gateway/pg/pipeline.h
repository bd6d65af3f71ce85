/*
 * One link with its queue of units: they wait in `queue`, are moved to `sent`, and answered at
 * their Syncs. A link of the slow lane takes them from the lane's queue, one at a time.
 */
#ifndef FRONTDESK_DB_PIPELINE_H
#define FRONTDESK_DB_PIPELINE_H

#include "pg/link.h"
#include "pg/units.h"

struct db_slow;

struct db_pipeline {
	struct db_link link;
	struct db_units queue, sent;
	struct db_slow *slow; /* the lane, or NULL: `queue` is its own */
	bool is_closing;
};

enum {
	DB_QUEUE_MAX = 2048,
	DB_QUEUE_TENANT_MAX = DB_QUEUE_MAX / 8,
	DB_IN_FLIGHT_MAX = 64 /* what a lost connection leaves uncertain */
};

/* `slow`: the lane that it is a link of, or NULL. */
void db_pipeline_init(struct db_pipeline *pipeline, const struct env *env,
	struct db_renewals *renewals, struct db_slow *slow);
/* False when the queue, or the tenant's share of it, is full. */
bool db_pipeline_put(struct db_pipeline *pipeline, struct db_unit *unit);
/* Sends what waits, as far as the link takes it. */
void db_pipeline_pump(struct db_pipeline *pipeline);
/* Answers ERR_BUSY to queued units whose time is up. */
void db_pipeline_sweep(struct db_pipeline *pipeline, uint64_t now_ms);
/* Takes nothing more; stops the link once all is answered. */
void db_pipeline_close(struct db_pipeline *pipeline);

#endif
