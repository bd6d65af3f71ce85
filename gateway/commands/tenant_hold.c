/* Holding a tenant: said, waited for, and enforced. */
#include "commands/tenant_hold.h"

#include <stdio.h>
#include <string.h>

#include "commands/tenant_section.h"

/* Workers know within 5 s and ask about their sockets every 5 s; a request may take 10 s more. */
enum { HOLD_LEAST_S = 20, QUIET_S = 3, HOLD_MOST_S = 180 };

static bool begin(struct admin *admin, const struct migrate_target *target)
{
	struct owner_rows rows;

	if (!tenant_script(admin, "BEGIN") ||
		OWNER_RUN(admin->db, &rows,
			"UPDATE public.tenants SET updated_at = CASE status WHEN 'moving' THEN "
			"updated_at\n"
			"    ELSE now() END, status = 'moving'\n"
			"WHERE id = $1 AND status <> 'importing' RETURNING id",
			owner_text(target->tenant_id)))
		return tenant_failed(admin);
	if (rows.count == 0)
		return admin_refuse(admin, "The import of this tenant is not complete.");
	return admin_note(admin, target->tenant_id, "tenant.move", target->tenant_id) &&
	       tenant_script(admin, "COMMIT");
}

/* How many messages its sessions have, and whether everybody has heard that it moves. */
static bool look(struct admin *admin, const struct migrate_target *target, const char **ret_count,
	bool *ret_is_known)
{
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows,
		    "SELECT (SELECT coalesce(sum(last_seq), 0) FROM control.session_counters\n"
		    "    WHERE tenant_id = $1),\n"
		    "  extract(epoch FROM clock_timestamp() - updated_at) > $2::integer\n"
		    "FROM public.tenants WHERE id = $1",
		    owner_text(target->tenant_id),
		    owner_text(arena_string(admin->arena, "%d", HOLD_LEAST_S))))
		return tenant_failed(admin);
	if (rows.count == 0)
		return admin_refuse(admin, "The tenant has been deleted meanwhile.");
	*ret_count = owner_cell(&rows, 0, 0);
	*ret_is_known = owner_cell_is_true(&rows, 0, 1);
	return true;
}

static bool await_quiet(struct admin *admin, const struct migrate_target *target)
{
	const char *before = "", *count = "";
	bool is_known = false;
	int quiet_s = 0;

	for (int waited_s = 0; waited_s < HOLD_MOST_S; waited_s++) {
		if (!tenant_script(admin, "SELECT pg_sleep(1)") ||
			!look(admin, target, &count, &is_known))
			return false;
		quiet_s = strcmp(count, before) == 0 ? quiet_s + 1 : 0;
		before = count;
		if (is_known && quiet_s >= QUIET_S)
			return true;
	}
	return admin_refuse(admin,
		"Messages of this tenant are still stored, %d s after it was to move: do all "
		"workers run, and reach PostgreSQL?",
		HOLD_MOST_S);
}

bool tenant_hold(struct admin *admin, const struct migrate_target *target)
{
	fprintf(stderr,
		"Waiting until nobody writes to the tenant any more: up to half a minute.\n");
	return begin(admin, target) && await_quiet(admin, target) &&
	       (migrate_tenant_shut(admin->db, target) == ERR_NONE || tenant_failed(admin));
}

bool tenant_hold_remains(struct admin *admin, const struct migrate_target *target)
{
	struct owner_rows rows;

	(void)tenant_failed(admin); /* its words first: what follows has others */
	if (owner_db_script(admin->db, "ROLLBACK") == ERR_NONE &&
		OWNER_RUN(admin->db, &rows,
			"SELECT FROM public.tenants WHERE id = $1 AND status = 'moving'",
			owner_text(target->tenant_id)) == ERR_NONE &&
		rows.count == 0)
		return false;
	return admin_refuse(admin,
		"%s The tenant is still held here: export it again with --move, or `frontdesk "
		"tenant resume %s` lets its people in again.",
		admin->reason ? admin->reason : "The export failed.", target->tenant_id);
}
