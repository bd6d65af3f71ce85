/* frontdesk jobs: what durable jobs there are, and what becomes of those that failed. A server that
 * runs hears of what is due again. */
#include "commands/admin.h"

#include <string.h>

enum { SHOWN_MOST = 200 };

static const struct option list_options[] = {
	{"--tenant", "ID", false, false, "Only this tenant's"},
	{"--kind", "KIND", false, false, "Only those of this kind"},
	{"--state", "STATE", false, false, "later, due, taken or dead"},
	{0},
};

static bool check_state(struct admin *admin, const char *state)
{
	static const char *const states[] = {"later", "due", "taken", "dead"};

	for (size_t i = 0; state && i < sizeof states / sizeof *states; i++)
		if (strcmp(states[i], state) == 0)
			return true;
	return !state || admin_refuse(admin, "%s is no state: later, due, taken or dead.", state);
}

static void say_jobs(struct admin *admin, const struct owner_rows *rows)
{
	if (rows->count == 0) {
		admin_say(admin, "There is no such job.\n");
		return;
	}
	admin_say(admin, "%-36s  %-28s  %-36s  %-5s  %4s  %8s  %-8s  %s\n", "JOB", "KIND", "TENANT",
		"STATE", "STEP", "ATTEMPTS", "FAILURE", "RUNS AT (UTC)");
	for (size_t i = 0; i < rows->count && i < SHOWN_MOST; i++)
		admin_say(admin, "%-36s  %-28s  %-36s  %-5s  %4s  %8s  %-8s  %s\n",
			owner_cell(rows, i, 0), owner_cell(rows, i, 1), owner_cell(rows, i, 2),
			owner_cell(rows, i, 3), owner_cell(rows, i, 4), owner_cell(rows, i, 5),
			owner_cell(rows, i, 6), owner_cell(rows, i, 7));
	if (rows->count > SHOWN_MOST)
		admin_say(
			admin, "There are more: --tenant, --kind and --state choose among them.\n");
}

/* Those that want somebody first. */
static bool list(struct admin *admin)
{
	const char *tenant = option_value(&admin->options, "--tenant");
	const char *state = option_value(&admin->options, "--state");
	struct owner_rows rows;

	if (!check_state(admin, state) || (tenant && !admin_find_tenant(admin, tenant, &tenant)))
		return false;
	if (OWNER_RUN(admin->db, &rows,
		    "SELECT id, kind, coalesce(tenant_id::text, '-'), state, step, attempts,\n"
		    "  coalesce(failure, '-'),\n"
		    "  to_char(run_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')\n"
		    "FROM control.jobs\n"
		    "WHERE ($1::uuid IS NULL OR tenant_id = $1) AND ($2::text IS NULL OR kind = "
		    "$2)\n"
		    "  AND ($3::text IS NULL OR state = $3)\n"
		    "ORDER BY state <> 'dead', run_at, id LIMIT 201", /* one more than SHOWN_MOST */
		    owner_text(tenant), owner_text(option_value(&admin->options, "--kind")),
		    owner_text(state)))
		return false;
	say_jobs(admin, &rows);
	return true;
}

static const struct option chosen_options[] = {
	{"--job", "ID", false, true, "The job"},
	{"--kind", "KIND", false, false, "All dead jobs of this kind"},
	{0},
};

static bool check_ids(struct admin *admin)
{
	struct uuid id;
	struct text lines = text_from(option_lines(admin->arena, &admin->options, "--job"));

	while (lines.size > 0) {
		const char *end = memchr(lines.data, '\n', lines.size);
		size_t size = end ? (size_t)(end - lines.data) : lines.size;

		if (!uuid_parse((struct text){lines.data, size}, &id))
			return admin_refuse(admin,
				"%.*s is not a job's id: `frontdesk jobs list` shows them.",
				(int)size, lines.data);
		lines.data += size + (end ? 1 : 0);
		lines.size -= size + (end ? 1 : 0);
	}
	return true;
}

/* `statement` changes the jobs that are chosen by $1, ids on lines, or $2, a kind, and answers each
 * with its tenant. */
static bool change(struct admin *admin, const char *statement, const char *action, const char *done)
{
	const char *ids = option_lines(admin->arena, &admin->options, "--job");
	const char *kind = option_value(&admin->options, "--kind");
	struct owner_rows rows;

	if (!*ids && !kind)
		return admin_refuse(
			admin, "Say which: --job ID, or --kind KIND for all dead ones.");
	if (!check_ids(admin) ||
		OWNER_RUN(admin->db, &rows, statement, owner_text(ids), owner_text(kind)))
		return false;
	if (rows.count == 0)
		return admin_refuse(admin,
			"There is no such job, or it is at work just now: `frontdesk "
			"jobs list` shows them.");
	for (size_t i = 0; i < rows.count; i++)
		if (owner_cell(&rows, i, 1) && !admin_note(admin, owner_cell(&rows, i, 1), action,
						       owner_cell(&rows, i, 0)))
			return false;
	admin_say(admin, "%zu %s\n", rows.count, done);
	return true;
}

/* By ids those that are not at work, whatever tenant's; by kind the dead ones. */
#define CHOSEN \
	"(array_remove(string_to_array($1, E'\\n'), '')::uuid[], $2, NULL, '{dead,later,due}')"

static bool retry(struct admin *admin)
{
	return change(admin, "SELECT job_id, tenant_id FROM control.jobs_retry" CHOSEN, "job.retry",
		"due again; a worker takes them at once.");
}

static bool drop(struct admin *admin)
{
	return change(admin, "SELECT job_id, tenant_id FROM control.jobs_drop" CHOSEN, "job.drop",
		"dropped. One that comes again is made anew within a minute.");
}

static const struct admin_command commands[] = {
	{"list", NULL, list_options, list, "List durable jobs, the dead ones first."},
	{"retry", NULL, chosen_options, retry,
		"Have dead jobs, or one that waits, tried again at once from their last step."},
	{"drop", NULL, chosen_options, drop, "Drop jobs that are not at work: they are not done."},
	{0},
};

int command_jobs(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	return admin_run(commands, arena, settings, argc, argv);
}
