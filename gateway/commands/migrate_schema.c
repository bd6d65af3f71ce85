/*
 * A step is a transaction of its own with its record, or one statement outside any, recorded
 * afterwards: killed at any moment, the next run goes on from there.
 */
#include "commands/migrate_schema.h"

#include <stdio.h>

enum { TRIES = 40 }; /* more than the slow lane's longest statement takes, at 1.2 s each */

bool migrate_failed(struct migrate_run *run, enum err err)
{
	if (err && !run->reason)
		run->reason = owner_db_fault(run->db);
	return err != ERR_NONE;
}

static enum err apply_within_transaction(
	struct owner_db *db, const struct migrate_target *target, const struct migration *migration)
{
	if (owner_db_script(db, "BEGIN") == ERR_NONE &&
		migrate_apply(db, target, migration) == ERR_NONE &&
		owner_db_script(db, "COMMIT") == ERR_NONE)
		return ERR_NONE;
	if (owner_db_is_connected(db))
		(void)owner_db_script(db, "ROLLBACK");
	return ERR_BUSY;
}

static enum err apply_once(struct owner_db *db, const struct migrate_target *target,
	const struct migration *migration, bool is_new)
{
	return migration->alone && !is_new ? migrate_apply_alone(db, target, migration)
					   : apply_within_transaction(db, target, migration);
}

static bool apply(struct migrate_run *run, const struct migrate_target *target,
	const struct migration *migration, const char *where, bool is_new)
{
	enum err err;

	run->patience.title = arena_string(run->arena, "%s: %s", where, migration->name);
	err = apply_once(run->db, target, migration, is_new);
	for (int tries = 1; err && tries < TRIES && owner_db_was_held_up(run->db); tries++) {
		(void)owner_db_script(
			run->db, "SELECT pg_sleep(1)"); /* whoever waits comes first */
		err = apply_once(run->db, target, migration, is_new);
	}
	if (migrate_failed(run, err)) {
		run->reason = arena_string(run->arena, "%s: %s", migration->name, run->reason);
		return false;
	}
	printf("%s: %s applied\n", where, migration->name);
	(void)fflush(stdout);
	return true;
}

bool migrate_bring_up(
	struct migrate_run *run, const struct migrate_target *target, const char *where)
{
	struct migrate_state state;

	if (migrate_failed(run, migrate_compare(run->db, run->arena, target, &state, &run->reason)))
		return false;
	for (size_t i = state.applied; i < target->count; i++, run->applied++)
		if (!apply(run, target, &target->migrations[i], where, state.is_new))
			return false;
	if (state.are_functions_behind &&
		!apply(run, target, target->functions, where, state.is_new))
		return false;
	run->renewed += state.are_functions_behind ? 1 : 0;
	return !target->tenant_id || !migrate_failed(run, migrate_note_version(run->db, target));
}
