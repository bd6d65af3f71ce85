/* frontdesk csat: the figures of satisfaction surveys, which are kept with each answer, beside a
 * recount of the surveys themselves. */
#include "commands/admin.h"

#include <string.h>

#include "pg/own_names.h"

enum { SHOWN_MOST = 50 };

static bool run_own(struct admin *admin, struct owner_rows *ret_rows, const char *schema,
	const char *statement, const char *zone)
{
	return OWNER_RUN(admin->db, ret_rows, own_names(admin->arena, statement, schema),
		       owner_text(zone)) == ERR_NONE;
}

/* Counts are said as: sent, responded, answered, the sum of the ratings, and how many of each. */
static void say_differences(struct admin *admin, const struct owner_rows *rows)
{
	for (size_t i = 0; i < rows->count && i < SHOWN_MOST; i++)
		admin_say(admin, "  %s: kept %s, counted %s\n", owner_cell(rows, i, 0),
			owner_cell(rows, i, 1) ? owner_cell(rows, i, 1) : "nothing",
			owner_cell(rows, i, 2) ? owner_cell(rows, i, 2) : "nothing");
	if (rows->count > SHOWN_MOST)
		admin_say(admin, "  and %zu days more\n", rows->count - SHOWN_MOST);
}

/* One tenant: nothing is locked where all is well. */
static bool rebuild_tenant(
	struct admin *admin, const char *tenant_id, const char *name, const char *zone)
{
	const char *schema = admin_schema(admin, tenant_id);
	struct owner_rows days, elsewhere;

	if (OWNER_RUN(admin->db, NULL, "SELECT set_config('search_path', $1, true)",
		    owner_text(schema)) ||
		!run_own(admin, &days, schema,
			"SELECT day::text, kept, counted FROM csat_differences_:own() WHERE $1 <> "
			"''",
			zone) ||
		!run_own(admin, &elsewhere, schema, "SELECT csat_days_elsewhere_:own($1)", zone))
		return false;
	bool is_elsewhere = strcmp(owner_cell(&elsewhere, 0, 0), "0") != 0;
	if (days.count == 0 && !is_elsewhere) {
		admin_say(admin, "%s %s: the figures are what a recount finds.\n", tenant_id, name);
		return true;
	}
	admin_say(admin,
		"%s %s: %zu days differed, and %s surveys were counted on days of another time "
		"zone. All is counted anew.\n",
		tenant_id, name, days.count, owner_cell(&elsewhere, 0, 0));
	say_differences(admin, &days);
	return run_own(admin, NULL, schema, "SELECT csat_rebuild_:own($1)", zone) &&
	       admin_note(admin, tenant_id, "csat.rebuild", NULL);
}

static bool rebuild(struct admin *admin)
{
	const char *tenant = option_value(&admin->options, "--tenant");
	struct owner_rows rows;

	if (tenant && !admin_find_tenant(admin, tenant, &tenant))
		return false;
	if (OWNER_RUN(admin->db, &rows,
		    "SELECT id, name, time_zone FROM public.tenants\n"
		    "WHERE status <> 'importing' AND ($1::uuid IS NULL OR id = $1) ORDER BY id",
		    owner_text(tenant)))
		return false;
	for (size_t i = 0; i < rows.count; i++)
		if (!rebuild_tenant(admin, owner_cell(&rows, i, 0), owner_cell(&rows, i, 1),
			    owner_cell(&rows, i, 2)))
			return false;
	return true;
}

static const struct option rebuild_options[] = {
	{"--tenant", "ID", false, false, "Only this tenant's"},
	{0},
};

static const struct admin_command commands[] = {
	{"rebuild", NULL, rebuild_options, rebuild,
		"Compare the figures of surveys with a recount, say what differs, and count anew."},
	{0},
};

int command_csat(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	return admin_run(commands, arena, settings, argc, argv);
}
