/*
 * The room's doors for calls: a handler returns what these return, and goes on with the answer. A
 * job's request has what the step has left, less what its statement needs afterwards; a request's
 * call is given as long as it takes.
 */
#ifndef FRONTDESK_OUTSIDE_ASK_H
#define FRONTDESK_OUTSIDE_ASK_H

#include "call/call.h"
#include "outside/http.h"
#include "outside/smtp.h"

/* What is answered is in the call's arena. */
typedef struct next (*outside_http_then)(struct call *call, const struct outside_answer *answer);
typedef struct next (*outside_mail_then)(struct call *call, const struct outside_reply *reply);

/* Request and mail are copied; what they point to must stay, as what is in the call's arena does.
 */
struct next outside_http_ask(
	struct call *call, const struct outside_http *request, outside_http_then then);
struct next outside_mail_send(
	struct call *call, const struct outside_mail *mail, outside_mail_then then);

#endif
