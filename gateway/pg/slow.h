/*
 * The slow lane: statements that are marked [slow], lists, searches, reports and exports, run on
 * links of their own and with limits of time of their own. So nobody's conversation waits behind
 * them, and no tenant's list behind another's report: a link has one of them at a time and so has a
 * tenant, and next is always the tenant whose turn was longest ago. In a full queue whoever comes
 * takes the newest place of the tenant that has most, unless they have as many themselves. What
 * nobody waits for any more is not sent.
 */
#ifndef FRONTDESK_DB_SLOW_H
#define FRONTDESK_DB_SLOW_H

#include "pg/renew.h"
#include "pg/units.h"

struct arena;
struct db_pipeline;
struct env;

enum {
	DB_SLOW_QUEUE_MAX = 1024,
	DB_SLOW_QUEUE_TENANT_MAX = DB_SLOW_QUEUE_MAX / 4,
	DB_SLOW_STATEMENT_MS = 15000, /* its statement_timeout */
	DB_SLOW_WAIT_MS = 10000,      /* in the queue */
	DB_SLOW_CALL_MS = 18000       /* the whole call: clients give up after 20 s */
};

struct db_slow {
	struct db_pipeline *pipelines;
	size_t pipeline_count;
	struct db_units queue;
	uint64_t turns; /* that were given */
};

/* Connects so many links. */
void db_slow_init(struct db_slow *slow, struct arena *arena, const struct env *env, size_t links,
	struct db_renewals *renewals);
/* False when the tenant's share of the queue is taken, as it is in a full one. */
bool db_slow_put(struct db_slow *slow, struct db_unit *unit);
/* Answers ERR_BUSY to those whose time is up, and drops those whose clients have left. */
void db_slow_sweep(struct db_slow *slow, uint64_t now_ms);
/* Takes nothing more; stops each link once all is answered. */
void db_slow_close(struct db_slow *slow);
void db_slow_stop(struct db_slow *slow);

/* --- for its pipelines -------------------------------------------------------------------- */
/* The next to be sent, or NULL. */
struct db_unit *db_slow_take(struct db_slow *slow);
/* It has been answered, or its connection lost: the tenant may have another one. */
void db_slow_done(const struct db_unit *unit);
void db_slow_pump(struct db_slow *slow);

#endif
