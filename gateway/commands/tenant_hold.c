/* Holding a tenant: said, waited for, and enforced. */
#include "commands/tenant_hold.h"

#include <stdio.h>
#include <string.h>

#include "commands/tenant_section.h"

/* Workers know within 5 s and ask about their sockets every 5 s; a request may take 10 s more. */
enum { HOLD_LEAST_S = 20, QUIET_S = 3, HOLD_MOST_S = 180 };
/* A list may take 15 s, and everything else less. */
enum { BEGUN_MOST_S = 20 };

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

/* --- the server's login --------------------------------------------------------------------------
 */
/* Asked, not believed: a REVOKE that finds nothing to take away is no error. */
static bool check_shut(struct admin *admin, const struct migrate_target *target)
{
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows,
		    "SELECT pg_has_role($2::name, $1::name, 'MEMBER'),\n"
		    "  (SELECT string_agg(DISTINCT m.grantor::regrole::text, ', ') FROM "
		    "pg_auth_members m\n"
		    "   WHERE m.roleid = $1::text::regrole AND m.member = $2::text::regrole)",
		    owner_text(target->schema), owner_text(MIGRATE_GATEWAY_ROLE)))
		return tenant_failed(admin);
	if (!owner_cell_is_true(&rows, 0, 0))
		return true;
	return admin_refuse(admin,
		MIGRATE_GATEWAY_ROLE
		" can still enter the tenant: it has the role %s by %s%s. Take "
		"that away (REVOKE).",
		target->schema, owner_cell(&rows, 0, 1) ? "a grant of " : "way of another role",
		owner_cell(&rows, 0, 1) ? owner_cell(&rows, 0, 1) : "");
}

/* Transactions of the server's login in this database, by the numbers that are theirs alone: each
 * holds the lock on its own, and every login may see that. */
#define OF_SERVER                                                                       \
	"FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid\n"                    \
	"WHERE l.locktype = 'virtualxid' AND l.mode = 'ExclusiveLock' AND a.datname = " \
	"current_database()\n"                                                          \
	"  AND a.usename = '" MIGRATE_GATEWAY_ROLE "'"

static bool list_begun(struct admin *admin, const char **ret_begun)
{
	struct owner_rows rows;

	if (owner_db_run(admin->db, &rows,
		    "SELECT coalesce(string_agg(l.virtualxid, ','), '') " OF_SERVER, NULL, 0))
		return tenant_failed(admin);
	*ret_begun = owner_cell(&rows, 0, 0);
	return true;
}

/* One of these that has not ended, as its process; NULL: all have. */
static bool find_begun(struct admin *admin, const char *begun, const char **ret_process)
{
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows,
		    "SELECT format('%s (%s)', a.pid, a.application_name) " OF_SERVER
		    " AND l.virtualxid = ANY (string_to_array($1, ',')) ORDER BY a.pid LIMIT 1",
		    owner_text(begun)))
		return tenant_failed(admin);
	*ret_process = rows.count > 0 ? owner_cell(&rows, 0, 0) : NULL;
	return true;
}

/* Who had entered the tenant before it was shut may write until their transaction ends. */
static bool await_begun(struct admin *admin)
{
	const char *begun = "", *process = NULL;

	if (!list_begun(admin, &begun) || !find_begun(admin, begun, &process))
		return false;
	if (process)
		fprintf(stderr, "Waiting for what the server has begun: process %s.\n", process);
	for (int waited_s = 0; process && waited_s < BEGUN_MOST_S; waited_s++)
		if (!tenant_script(admin, "SELECT pg_sleep(1)") ||
			!find_begun(admin, begun, &process))
			return false;
	return !process ||
	       admin_refuse(admin,
		       "A transaction of the server has been open for more than %d s, and might "
		       "still write to the tenant: PostgreSQL's process %s. Does its worker hang? "
		       "End "
		       "that worker, or the process (pg_terminate_backend).",
		       BEGUN_MOST_S, process);
}

static bool shut(struct admin *admin, const struct migrate_target *target)
{
	return (migrate_tenant_shut(admin->db, target) == ERR_NONE || tenant_failed(admin)) &&
	       check_shut(admin, target) && await_begun(admin);
}

bool tenant_hold(struct admin *admin, const struct migrate_target *target)
{
	fprintf(stderr,
		"Waiting until nobody writes to the tenant any more: up to half a minute.\n");
	return begin(admin, target) && await_quiet(admin, target) && shut(admin, target);
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
