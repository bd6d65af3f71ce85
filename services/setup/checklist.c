/* /api/admin/support/setup: how far the tenant is set up. */
#include "setup/setup.h"

#include "pg/db.h"
#include "sql_setup.h"

struct next checklist_get(struct call *call)
{
	return sql_setup_checklist(call, db_answer_json);
}

static struct next dismissed(struct call *call, const struct sql_answer *answer)
{
	return answer->err == ERR_NONE ? checklist_get(call) : call_fail(call, answer->err, NULL);
}

struct next checklist_dismiss(struct call *call)
{
	bool is_dismissed;
	if (!json_bool(json_member(call->body, "isDismissed"), &is_dismissed))
		return call_fail(call, ERR_FIELD, "isDismissed must be true or false");
	return sql_setup_checklist_dismiss(call, dismissed, is_dismissed);
}
