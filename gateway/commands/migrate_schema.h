/* Bringing one schema up to this program's version: a connection's part in a run of migrate. */
#ifndef FRONTDESK_MIGRATE_SCHEMA_H
#define FRONTDESK_MIGRATE_SCHEMA_H

#include "pg/migrate.h"

/* What one connection has done in this run. */
struct migrate_run {
	struct arena *arena; /* the connection's */
	struct owner_db *db;
	struct owner_patience patience;
	size_t applied;     /* migrations */
	size_t renewed;     /* schemas that got their functions */
	const char *reason; /* why it could not go on; NULL while it can */
};

/* Whether that failed: PostgreSQL's sentence is the reason then, unless there is one. */
bool migrate_failed(struct migrate_run *run, enum err err);
/* Applies what is pending and then the functions, with a line for each; `where` says how far the
 * run has come. What a lock held up is tried again, and who is waited for is named. A schema that
 * is new waits for nobody. False with a reason: what was applied before is, and no transaction is
 * open. */
bool migrate_bring_up(
	struct migrate_run *run, const struct migrate_target *target, const char *where);

#endif
