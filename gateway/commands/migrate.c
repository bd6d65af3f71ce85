/*
 * frontdesk migrate: roles, then the control schema, then tenant after tenant. Each migration is a
 * transaction of its own, recorded in it, and so are a schema's functions, which come last: killed
 * at any moment, the next run goes on from there.
 */
#include "commands/commands.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "pg/migrate.h"

struct migrate {
	struct arena *arena;
	const struct settings *settings;
	struct owner_db *db;
	size_t applied; /* migrations, in this run */
	size_t renewed; /* schemas that got their functions */
	const char *reason;
};

static bool failed(struct migrate *run, enum err err)
{
	if (err && !run->reason)
		run->reason = owner_db_fault(run->db);
	return err != ERR_NONE;
}

/* The password that the server will use is the one in its own connection string; without one the
 * server is let in by pg_hba.conf (peer, trust) or by a certificate. */
static bool set_gateway_login(struct migrate *run)
{
	const char *user = NULL, *password = NULL;

	if (!*run->settings->database)
		return true;
	if (!owner_db_login(run->arena, run->settings->database, &user, &password)) {
		run->reason = "The setting database is not a PostgreSQL connection string.";
		return false;
	}
	if (user && strcmp(user, MIGRATE_GATEWAY_ROLE) != 0) {
		run->reason = "The setting database must log in as " MIGRATE_GATEWAY_ROLE
			      ": write user=" MIGRATE_GATEWAY_ROLE " in it.";
		return false;
	}
	return !password ||
	       !failed(run, owner_db_set_password(run->db, MIGRATE_GATEWAY_ROLE, password));
}

static bool apply_one(struct migrate *run, const struct migrate_target *target,
	const struct migration *migration, const char *where)
{
	if (failed(run, owner_db_script(run->db, "BEGIN")))
		return false;
	if (failed(run, migrate_apply(run->db, target, migration)) ||
		failed(run, owner_db_script(run->db, "COMMIT"))) {
		run->reason = arena_string(run->arena,
			"%s, %s: %s Run migrate again once this is mended: it goes on from here.",
			target->title, migration->name, run->reason);
		return false;
	}
	printf("%s: %s applied\n", where, migration->name);
	(void)fflush(stdout);
	return true;
}

/* Applies what is pending; `where` says how far the run has come. */
static bool bring_up(struct migrate *run, const struct migrate_target *target, const char *where)
{
	struct migrate_state state;

	if (failed(run, migrate_compare(run->db, run->arena, target, &state, &run->reason)))
		return false;
	for (size_t i = state.applied; i < target->count; i++, run->applied++)
		if (!apply_one(run, target, &target->migrations[i], where))
			return false;
	if (!state.are_functions_behind)
		return true;
	run->renewed++;
	return apply_one(run, target, target->functions, where);
}

static bool bring_up_tenant(struct migrate *run, const char *id, const char *where)
{
	struct uuid tenant_id;
	struct migrate_target target;
	const bool is_uuid = uuid_parse(text_from(id), &tenant_id);

	assert(is_uuid);
	target = migrate_target_tenant(tenant_id, id);
	if (failed(run, owner_db_script(run->db, "BEGIN")) ||
		failed(run, migrate_tenant_schema(run->db, run->arena, &target)) ||
		failed(run, owner_db_script(run->db, "COMMIT")))
		return false;
	return bring_up(run, &target, where);
}

static bool bring_up_tenants(struct migrate *run)
{
	struct owner_rows rows;

	if (failed(run, migrate_list_behind(run->db, run->arena, &rows)))
		return false;
	for (size_t i = 0; i < rows.count; i++) {
		const char *id = owner_cell(&rows, i, 0);
		const char *where =
			arena_string(run->arena, "tenant %s (%zu of %zu)", id, i + 1, rows.count);

		if (!bring_up_tenant(run, id, where))
			return false;
	}
	return true;
}

static bool count_restore(struct migrate *run)
{
	if (failed(run, owner_db_script(run->db,
				"UPDATE control.installation SET restores = "
				"greatest(restores + 1, extract(epoch FROM now())::integer)")))
		return false;
	printf("Restored: every client will load its chats anew.\n");
	return true;
}

static bool migrate_all(struct migrate *run, bool is_restored)
{
	const struct migrate_target control = migrate_target_control();
	struct migrate_state state;

	/* Compared before anything is touched: a newer database is left as it is. */
	return !failed(run, migrate_lock(run->db)) &&
	       !failed(run, migrate_compare(run->db, run->arena, &control, &state, &run->reason)) &&
	       !failed(run, migrate_roles(run->db)) && set_gateway_login(run) &&
	       bring_up(run, &control, "control") && bring_up_tenants(run) &&
	       (!is_restored || count_restore(run));
}

static int finish(const struct migrate *run, bool is_done)
{
	if (!is_done) {
		fprintf(stderr, "frontdesk migrate: %s\n", run->reason);
		return 1;
	}
	if (run->applied == 0 && run->renewed == 0)
		printf("Nothing to do: the database has what this program needs.\n");
	else
		printf("Done: %zu migrations applied, and the functions of %zu schemas.\n",
			run->applied, run->renewed);
	return 0;
}

int command_migrate(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	struct migrate run = {.arena = arena, .settings = settings};
	const bool is_restored = argc == 2 && strcmp(argv[1], "--restored") == 0;
	bool is_done;

	if (argc > 1 && !is_restored) {
		fprintf(stderr,
			"usage: frontdesk migrate [--restored]\n"
			"  --restored  the database comes from a dump or an old backup: clients "
			"must forget\n              the positions that they counted in it\n");
		return 2;
	}
	if (owner_db_open(arena, "owner_database", settings->owner_database, &run.db, &run.reason))
		return finish(&run, false);
	is_done = migrate_all(&run, is_restored);
	owner_db_close(&run.db);
	return finish(&run, is_done);
}
