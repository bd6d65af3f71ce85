/* GET /api/admin/support/tickets: a page of what a filter leaves; and how many are to be done. */
#include "paging.h"
#include "pg/db.h"
#include "sql_tickets.h"
#include "tickets/ticket_filter.h"
#include "tickets/tickets.h"

struct next ticket_list(struct call *call)
{
	struct ticket_filter filter;
	const char *fault = ticket_filter_read(call, &filter);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_ticket_list(
		call, db_answer_json, filter.filter, filter.sort, filter.cursor, paging_most(call));
}

struct next ticket_summary(struct call *call)
{
	return sql_ticket_summary(call, db_answer_json, call->who.agent_id);
}
