/* What a list of tickets is asked for, judged. Pure but for the call whose query it reads. */
#ifndef FRONTDESK_TICKET_FILTER_H
#define FRONTDESK_TICKET_FILTER_H

#include "call/call.h"

struct ticket_filter {
	struct text filter; /* a JSON object, as ticket_list of PostgreSQL takes it */
	struct text sort;
	struct text cursor; /* absent for the first page */
};

/* Reads ?status=, assignee=, team=, priority=, channel=, tag=, q=, sort= and after=. NULL, or a
 * sentence that begins with the parameter's name. */
const char *ticket_filter_read(struct call *call, struct ticket_filter *ret_filter);
/* Whether it is where a page of tickets ended: "URGENCY_PLACE_ID". */
bool ticket_cursor_is_valid(struct text cursor);

#endif
