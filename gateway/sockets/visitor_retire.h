/* The end of an anonymous visitor. */
#ifndef FRONTDESK_VISITOR_RETIRE_H
#define FRONTDESK_VISITOR_RETIRE_H

#include "call/call.h"

/* What an anonymous visitor of the call's tenant had is a customer's now. Whoever else holds the
 * old token, planted in a shared browser perhaps, hears and writes no more of it: services forget
 * what they remember, and the visitor's sockets close. */
void visitor_retire(struct call *call, struct text visitor_id);
/* Has it told, wherever they are seen, that these sessions are not what they were (call/service.h),
 * then runs `then`. */
struct next visitor_sessions_tell(
	struct call *call, struct text retired, struct uuid *ids, size_t count, call_step then);
/* The same as visitor_retire, for who has learned it of another replica. */
void visitor_forget(struct parts *parts, struct uuid tenant_id, struct text visitor_id);

#endif
