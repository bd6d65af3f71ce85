/* Asking whose people are. */
#include "commands/imported_people.h"

static bool refuse(struct admin *admin, const char *email, const char *tenant_id)
{
	return admin_refuse(admin,
		"%s came with the tenant %s, whose import is not complete: go on with that one, or "
		"delete that tenant.",
		email, tenant_id);
}

bool imported_people_begin(struct admin *admin, const char *tenant_id, struct text rows)
{
	struct owner_rows others;

	if (owner_db_script(admin->db, "LOCK TABLE public.users IN SHARE ROW EXCLUSIVE MODE") ||
		OWNER_RUN(admin->db, &others,
			"SELECT u.email, p.tenant_id FROM json_to_recordset($1::json) AS r (email "
			"text)\n"
			"JOIN public.users u ON u.email = r.email\n"
			"JOIN control.imported_people p ON p.user_id = u.id AND p.tenant_id <> $2\n"
			"LIMIT 1",
			owner_text(rows.data), owner_text(tenant_id)))
		return false;
	return others.count == 0 ||
	       refuse(admin, owner_cell(&others, 0, 0), owner_cell(&others, 0, 1));
}

bool imported_people_wait(struct admin *admin)
{
	return owner_db_script(admin->db, "LOCK TABLE public.users IN ROW EXCLUSIVE MODE") ==
	       ERR_NONE;
}

bool imported_people_check(
	struct admin *admin, const char *user_id, const char *email, bool *ret_is_at_work)
{
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows,
		    "SELECT (SELECT tenant_id FROM control.imported_people WHERE user_id = $1),\n"
		    "  EXISTS (SELECT FROM control.memberships WHERE user_id = $1)",
		    owner_text(user_id)))
		return false;
	if (owner_cell(&rows, 0, 0))
		return refuse(admin, email, owner_cell(&rows, 0, 0));
	*ret_is_at_work = owner_cell_is_true(&rows, 0, 1);
	return true;
}
