/* GET and PATCH /api/admin/support/tickets/{id}: a ticket, and what is changed of it by whoever has
 * seen it as it is. */
#include "pg/db.h"
#include "sql_tickets.h"
#include "tickets/tickets.h"

static struct next changed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_ticket_change_row row = sql_ticket_change_row(answer, 0);
	return ticket_answer(call, row.outcome, row.ticket, row.digest, 200);
}

struct next ticket_change(struct call *call)
{
	struct ticket_input input;
	const char *fault = ticket_input_change(&call->arena, call->body, &input);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_ticket_change(call, changed, call_path_uuid(call, 0), input.version,
		ticket_author(call), call->who.role >= ROLE_ADMIN, input.given);
}

struct next ticket_get(struct call *call)
{
	return sql_ticket_get(call, db_answer_json, call_path_uuid(call, 0));
}
