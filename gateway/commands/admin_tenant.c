/* frontdesk tenant: list, show, set, suspend, resume. A running server follows within 5 s. */
#include "commands/admin_tenant.h"

#include <string.h>

#include "commands/admin_check.h"
#include "pg/migrate.h"

bool tenant_check_time_zone(struct admin *admin, const char *typed, const char **ret_zone)
{
	struct owner_rows rows;

	/* posix/… and posixrules are no names that browsers know. */
	if (OWNER_RUN(admin->db, &rows,
		    "SELECT name FROM pg_timezone_names WHERE lower(name) = lower($1)\n"
		    "  AND name !~ '^(posix|right|localtime)' LIMIT 1",
		    owner_text(typed)))
		return false;
	if (rows.count == 0)
		return admin_refuse(admin,
			"There is no time zone %s: give a name of the IANA database, like "
			"Europe/Berlin, America/New_York or UTC.",
			typed);
	*ret_zone = owner_cell(&rows, 0, 0);
	return true;
}

typedef enum err (*check_item)(
	struct arena *arena, const char *input, const char **ret_item, const char **ret_reason);

/* Each value given for an option, as stored, on a line. */
static bool check_items(
	struct admin *admin, const char *option, check_item check, const char **ret_lines)
{
	const char *given = option_lines(admin->arena, &admin->options, option);
	struct text lines = TEXT("");

	while (*given) {
		const size_t size = strcspn(given, "\n");
		const char *typed = arena_copy(admin->arena, (struct text){given, size}).data,
			   *item;

		if (check(admin->arena, typed, &item, &admin->reason))
			return false;
		lines = arena_printf(
			admin->arena, "%.*s%s%s", TEXT_ARG(lines), lines.size ? "\n" : "", item);
		given += given[size] ? size + 1 : size;
	}
	*ret_lines = lines.data;
	return true;
}

bool tenant_check_origins(struct admin *admin, const char *option, const char **ret_lines)
{
	return check_items(admin, option, admin_check_origin, ret_lines);
}

void tenant_say_embed(struct admin *admin, const char *tenant_id)
{
	admin_say_address(admin, "embed:     <script src=\"", "/chat-widget.js",
		arena_string(admin->arena, "\" data-tenant-id=\"%s\" async></script>", tenant_id));
}

static bool list(struct admin *admin)
{
	struct owner_rows rows;

	if (owner_db_run(admin->db, &rows,
		    "SELECT t.id, t.status, t.time_zone, t.name,\n"
		    "  (SELECT count(*) FROM control.memberships m WHERE m.tenant_id = t.id AND "
		    "m.is_active)\n"
		    "FROM public.tenants t ORDER BY t.name, t.id",
		    NULL, 0))
		return false;
	if (rows.count == 0)
		admin_say(admin, "There is no tenant yet: `frontdesk tenant create` makes one.\n");
	else
		admin_say(admin, "%-36s  %-9s  %6s  %-20s  %s\n", "ID", "STATUS", "AGENTS",
			"TIME ZONE", "NAME");
	for (size_t i = 0; i < rows.count; i++)
		admin_say(admin, "%-36s  %-9s  %6s  %-20s  %s\n", owner_cell(&rows, i, 0),
			owner_cell(&rows, i, 1), owner_cell(&rows, i, 4), owner_cell(&rows, i, 2),
			owner_cell(&rows, i, 3));
	return true;
}

static bool say_chats(struct admin *admin, const char *id)
{
	struct owner_rows rows;
	const char *statement = arena_string(admin->arena,
		"SELECT count(*) FILTER (WHERE status IN ('waiting', 'transferred')),\n"
		"  count(*) FILTER (WHERE status = 'active'), count(*)\n"
		"FROM %s.chat_sessions",
		admin_schema(admin, id));

	if (owner_db_run(admin->db, &rows, statement, NULL, 0))
		return false;
	admin_say(admin, "chats:     %s waiting, %s active, %s in all\n", owner_cell(&rows, 0, 0),
		owner_cell(&rows, 0, 1), owner_cell(&rows, 0, 2));
	return true;
}

static bool show(struct admin *admin)
{
	struct owner_rows rows;
	const char *id;

	if (!admin_find_tenant(admin, admin->options.operand, &id) ||
		OWNER_RUN(admin->db, &rows,
			"SELECT t.name, t.status, t.time_zone,\n"
			"  array_to_string(t.origins, E'\\n           '),\n"
			"  t.identity_secret IS NOT NULL, to_char(t.created_at, 'YYYY-MM-DD'),\n"
			"  (SELECT count(*) FILTER (WHERE m.is_active) || ' active of ' || "
			"count(*)\n"
			"   FROM control.memberships m WHERE m.tenant_id = t.id),\n"
			"  array_to_string(t.kept_parameters, ', ')\n"
			"FROM public.tenants t WHERE t.id = $1",
			owner_text(id)))
		return false;
	admin_say(admin,
		"id:        %s\nname:      %s\nstatus:    %s\ntime zone: %s\ncreated:   %s\n"
		"origins:   %s\nqueries:   %s\nidentity:  %s\nagents:    %s\n",
		id, owner_cell(&rows, 0, 0), owner_cell(&rows, 0, 1), owner_cell(&rows, 0, 2),
		owner_cell(&rows, 0, 5),
		*owner_cell(&rows, 0, 3) ? owner_cell(&rows, 0, 3)
					 : "none: the widget runs nowhere",
		*owner_cell(&rows, 0, 7) ? owner_cell(&rows, 0, 7)
					 : "no parameter is kept of pages' addresses",
		owner_cell_is_true(&rows, 0, 4) ? "secret set" : "no secret",
		owner_cell(&rows, 0, 6));
	if (!tenant_widget_say(admin, id) || !tenant_desk_say(admin, id) || !say_chats(admin, id))
		return false;
	tenant_say_embed(admin, id);
	return true;
}

static const struct option set_options[] = {
	{"--name", "NAME", false, false, "A new name"},
	{"--time-zone", "ZONE", false, false, "An IANA name, like Europe/Berlin"},
	{"--add-origin", "ORIGIN", false, true,
		"Pages that may show the widget: https://shop.example"},
	{"--remove-origin", "ORIGIN", false, true, "Pages that no longer may"},
	{"--keep-parameter", "NAME", false, true,
		"Parameters of pages' addresses that agents see; of others nothing is stored"},
	{"--drop-parameter", "NAME", false, true, "Parameters that are no longer kept"},
	{"--away-minutes", "N", false, false,
		"How long a chat waits whose visitor is away before it ends, or off"},
	{"--silent-minutes", "N", false, false,
		"How long an active chat may be silent before it ends, or off"},
	{"--waiting-most", "N", false, false, "How many chats may wait at once, or off"},
	{"--color-scheme", "SCHEME", false, false,
		"How the widget looks: light, dark, or as the page does (page)"},
	{0},
};

struct changes {
	const char *name, *time_zone; /* NULL: as it is */
	const char *added, *removed;  /* lines */
	const char *kept, *dropped;   /* the same */
};

static bool read_changes(struct admin *admin, struct changes *ret_changes)
{
	const char *zone = option_value(&admin->options, "--time-zone");
	bool is_desk = false, is_widget = false;

	ret_changes->name = option_value(&admin->options, "--name");
	if (ret_changes->name && admin_check_name(admin->arena, ret_changes->name, &admin->reason))
		return false;
	if (!tenant_check_origins(admin, "--add-origin", &ret_changes->added) ||
		!tenant_check_origins(admin, "--remove-origin", &ret_changes->removed) ||
		!check_items(
			admin, "--keep-parameter", admin_check_parameter, &ret_changes->kept) ||
		!check_items(
			admin, "--drop-parameter", admin_check_parameter, &ret_changes->dropped) ||
		(zone && !tenant_check_time_zone(admin, zone, &ret_changes->time_zone)) ||
		!tenant_desk_check(admin, &is_desk) || !tenant_widget_check(admin, &is_widget))
		return false;
	return ret_changes->name || zone || *ret_changes->added || *ret_changes->removed ||
	       *ret_changes->kept || *ret_changes->dropped || is_desk || is_widget ||
	       admin_refuse(admin, "Nothing to set: `frontdesk help tenant` says what.");
}

/* A removal that removes nothing is a slip of the operator's. */
static bool check_removed(
	struct admin *admin, const char *id, const char *column, const char *removed)
{
	const char *statement = arena_string(admin->arena,
		"SELECT r.item FROM public.tenants t, string_to_array($2, E'\\n') AS given,\n"
		"  unnest(given) AS r (item) WHERE t.id = $1 AND r.item <> ALL (t.%s)",
		column);
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows, statement, owner_text(id), owner_text(removed)))
		return false;
	return rows.count == 0 ||
	       admin_refuse(admin, "%s is not on this tenant's list: `frontdesk tenant show %s`.",
		       owner_cell(&rows, 0, 0), id);
}

static bool set(struct admin *admin)
{
	struct changes changes = {0};
	const char *id;

	if (!admin_find_tenant(admin, admin->options.operand, &id) ||
		!read_changes(admin, &changes) ||
		!check_removed(admin, id, "origins", changes.removed) ||
		!check_removed(admin, id, "kept_parameters", changes.dropped))
		return false;
	if (OWNER_RUN(admin->db, NULL,
		    "UPDATE public.tenants SET name = coalesce($2, name),\n"
		    "  time_zone = coalesce($3, time_zone), updated_at = now(),\n"
		    "  origins = ARRAY(SELECT DISTINCT origin FROM unnest(origins ||\n"
		    "      string_to_array($4, E'\\n')) AS o (origin)\n"
		    "    WHERE origin <> ALL (string_to_array($5, E'\\n')) ORDER BY origin),\n"
		    "  kept_parameters = ARRAY(SELECT DISTINCT name FROM unnest(kept_parameters "
		    "||\n"
		    "      string_to_array($6, E'\\n')) AS p (name)\n"
		    "    WHERE name <> ALL (string_to_array($7, E'\\n')) ORDER BY name)\n"
		    "WHERE id = $1",
		    owner_text(id), owner_text(changes.name), owner_text(changes.time_zone),
		    owner_text(changes.added), owner_text(changes.removed),
		    owner_text(changes.kept), owner_text(changes.dropped)) ||
		OWNER_RUN(admin->db, NULL,
			"DELETE FROM control.refused_origins r USING public.tenants t\n"
			"WHERE t.id = $1 AND r.tenant_id = t.id AND r.origin = ANY (t.origins)",
			owner_text(id)) ||
		!tenant_desk_set(admin, id) || !tenant_widget_set(admin, id))
		return false;
	return admin_note(admin, id, "tenant.set", id) && show(admin);
}

static bool refuse_status(struct admin *admin, const char *id)
{
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows,
		    "SELECT FROM public.tenants WHERE id = $1 AND status = 'moving'",
		    owner_text(id)))
		return false;
	if (rows.count > 0)
		return admin_refuse(admin,
			"This tenant is held for its move, and is served by nobody here: resume it "
			"first, or delete it.");
	return admin_refuse(admin,
		"The import of this tenant is not complete: `frontdesk tenant import` with "
		"the same file goes on.");
}

/* What has not come as a whole is nobody's to switch on; what moves stays held, or a migrate would
 * let the server in again. */
static bool set_status(struct admin *admin, const char *action, const char *status)
{
	struct owner_rows rows;
	const char *id;

	if (!admin_find_tenant(admin, admin->options.operand, &id) ||
		OWNER_RUN(admin->db, &rows,
			"UPDATE public.tenants SET status = $2, updated_at = now()\n"
			"WHERE id = $1 AND status <> 'importing'\n"
			"  AND (status <> 'moving' OR $2 = 'active') RETURNING id",
			owner_text(id), owner_text(status)))
		return false;
	if (rows.count == 0)
		return refuse_status(admin, id);
	return admin_note(admin, id, action, id);
}

static bool suspend(struct admin *admin)
{
	if (!set_status(admin, "tenant.suspend", "suspended"))
		return false;
	admin_say(admin,
		"%s is suspended: within 5 s its widget is gone and its agents are signed out. "
		"Nothing is deleted.\n",
		admin->options.operand);
	return true;
}

/* The server may enter it again, from where it was to move or where it has come. */
static bool resume(struct admin *admin)
{
	struct migrate_target target;
	const char *id;

	if (!set_status(admin, "tenant.resume", "active") ||
		!admin_find_tenant(admin, admin->options.operand, &id))
		return false;
	target = migrate_target_tenant(tenant_uuid(id), id);
	if (migrate_tenant_open(admin->db, &target))
		return false;
	admin_say(admin, "%s is active again.\n", id);
	return true;
}

static const struct admin_command commands[] = {
	{"create", NULL, tenant_create_options, tenant_create,
		"Make a tenant: its schema, its key, its settings. Prints its id and the embed "
		"line."},
	{"list", NULL, NULL, list, "List all tenants."},
	{"show", "ID", NULL, show, "Show one tenant."},
	{"set", "ID", set_options, set, "Change a tenant."},
	{"suspend", "ID", NULL, suspend, "Switch a tenant off; nothing is deleted."},
	{"resume", "ID", NULL, resume, "Switch a suspended tenant on again."},
	{"export", "ID", tenant_export_options, tenant_export,
		"Write all of a tenant into one sealed file, for another installation.", true},
	{"import", "FILE", tenant_import_options, tenant_import,
		"Take in the tenant of such a file. Killed, it goes on when asked again.", true},
	{"secret", "ID", tenant_secret_options, tenant_secret,
		"Print the secret that identifierHash is computed with; the first time, make it."},
	{"delete", "ID", tenant_delete_options, tenant_delete,
		"Delete a tenant with all its chats, for ever."},
	{0},
};

int command_tenant(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	return admin_run(commands, arena, settings, argc, argv);
}
