/*
 * frontdesk migrate: roles, then the control schema, then the tenants, several at once. A tenant
 * that fails is named in the end, and the others are done all the same.
 */
#include "commands/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/options.h"
#include "commands/migrate_tenants.h"
#include "commands/stop.h"

enum { JOBS = 4 };

enum { DONE = 0, FAILED = 1, ASKED_WRONGLY = 2, DONE_BUT_FOR_SOME = 3 };

static const struct option options[] = {
	{"--jobs", "N", false, false, "Tenants at once, from 1 to 64; 4 unless it is said"},
	{"--restored", NULL, false, false,
		"The database comes from a dump or an old backup: clients must forget the "
		"positions that they counted in it"},
	{0},
};

/* The password that the server will use is the one in its own connection string; without one the
 * server is let in by pg_hba.conf (peer, trust) or by a certificate. */
static bool set_gateway_login(struct migrate_run *run, const char *database)
{
	const char *user = NULL, *password = NULL;

	if (!*database)
		return true;
	if (!owner_db_login(run->arena, database, &user, &password)) {
		run->reason = "The setting database is not a PostgreSQL connection string.";
		return false;
	}
	if (user && strcmp(user, MIGRATE_GATEWAY_ROLE) != 0) {
		run->reason = "The setting database must log in as " MIGRATE_GATEWAY_ROLE
			      ": write user=" MIGRATE_GATEWAY_ROLE " in it.";
		return false;
	}
	return !password ||
	       !migrate_failed(run, owner_db_set_password(run->db, MIGRATE_GATEWAY_ROLE, password));
}

static bool count_restore(struct migrate_run *run)
{
	if (migrate_failed(
		    run, owner_db_script(run->db,
				 "UPDATE control.installation SET restores = "
				 "greatest(restores + 1, extract(epoch FROM now())::integer)")))
		return false;
	printf("Restored: every client will load its chats anew.\n");
	return true;
}

static bool bring_up_control(struct migrate_run *run, const struct migrate_target *control)
{
	if (migrate_bring_up(run, control, "control"))
		return true;
	run->reason = arena_string(run->arena,
		"control, %s Run migrate again once this is mended: it goes on from here.",
		run->reason);
	return false;
}

/* What all tenants share. Compared before anything is touched: a newer database is left as it is.
 */
static bool prepare(struct migrate_run *run, const struct settings *settings)
{
	const struct migrate_target control = migrate_target_control();
	struct migrate_state state;

	return !migrate_failed(run, migrate_lock(run->db)) &&
	       !migrate_failed(
		       run, migrate_compare(run->db, run->arena, &control, &state, &run->reason)) &&
	       !migrate_failed(run, migrate_roles(run->db)) &&
	       set_gateway_login(run, settings->database) && bring_up_control(run, &control);
}

static int complain(const struct migrate_run *run, int status)
{
	if (owner_patience_is_over(&run->patience)) {
		fprintf(stderr, "frontdesk migrate: it was told to end: what is applied stays, and "
				"the next run goes on from there.\n");
		return FAILED;
	}
	fprintf(stderr, "frontdesk migrate: %s\n", run->reason);
	return status;
}

static int finish(const struct migrate_run *run)
{
	if (run->applied == 0 && run->renewed == 0)
		printf("Nothing to do: the database has what this program needs.\n");
	else
		printf("Done: %zu migrations applied, and the functions of %zu schemas.\n",
			run->applied, run->renewed);
	return DONE;
}

static int migrate(
	struct migrate_run *run, const struct settings *settings, size_t jobs, bool is_restored)
{
	bool are_tenants_done;

	if (!prepare(run, settings))
		return complain(run, FAILED);
	are_tenants_done = migrate_tenants(run, settings, jobs);
	if (is_restored && !count_restore(run))
		return complain(run, FAILED);
	return are_tenants_done ? finish(run) : complain(run, DONE_BUT_FOR_SOME);
}

static void print_usage(FILE *to)
{
	fprintf(to, "usage: frontdesk migrate [OPTION …]\n");
	for (const struct option *each = options; each->name; each++)
		fprintf(to, "  %s%s%s  %s\n", each->name, each->argument ? " " : "",
			each->argument ? each->argument : "", each->sentence);
}

static int explain(const char *reason)
{
	fprintf(stderr, "frontdesk migrate: %s\n", reason);
	print_usage(stderr);
	return ASKED_WRONGLY;
}

static bool read_jobs(struct options *given, uint64_t *ret_jobs)
{
	const char *jobs = option_value(given, "--jobs");

	*ret_jobs = JOBS;
	return !jobs || (text_to_uint64(text_from(jobs), ret_jobs) && *ret_jobs >= 1 &&
				*ret_jobs <= MIGRATE_JOBS_MAX);
}

int command_migrate(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	struct migrate_run run = {.arena = arena, .patience = {.title = "frontdesk migrate"}};
	struct options given = {.table = options};
	uint64_t jobs;
	int status;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		print_usage(stdout);
		return DONE;
	}
	if (options_read(arena, &given, argc, argv, &run.reason))
		return explain(run.reason);
	if (!read_jobs(&given, &jobs))
		return explain("--jobs is a number from 1 to 64.");
	run.patience.stop = stop_listen();
	if (owner_db_open(arena, "owner_database", settings->owner_database, &run.db, &run.reason))
		return complain(&run, FAILED);
	owner_db_set_patience(run.db, &run.patience);
	status = migrate(&run, settings, jobs, option_is_given(&given, "--restored"));
	owner_db_close(&run.db);
	return status;
}
