/* GET and PATCH /api/admin/support/csat/settings: whether and how customers are asked. */
#include "csat/csat.h"

#include "csat/settings_input.h"
#include "pg/db.h"
#include "sql_csat.h"

struct next csat_settings_read(struct call *call)
{
	return sql_csat_settings_get(call, db_answer_json);
}

static struct next changed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text outcome = sql_csat_settings_change_row(answer, 0).outcome;
	if (text_equals(outcome, TEXT("conflict")))
		return call_fail(call, ERR_CONFLICT, "Somebody else has changed them meanwhile");
	if (text_equals(outcome, TEXT("reminder")))
		return call_fail(
			call, ERR_FIELD, "reminderDays must be less than expiryDays, or null");
	return csat_settings_read(call);
}

struct next csat_settings_write(struct call *call)
{
	struct csat_settings_input input;
	const char *fault = csat_settings_input_read(&call->arena, call->body, &input);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_csat_settings_change(
		call, changed, call->who.agent_id, input.updated_at, input.changes);
}
