/* Which surveys somebody asks about, in a request's query. */
#ifndef FRONTDESK_CSAT_FILTER_H
#define FRONTDESK_CSAT_FILTER_H

#include "base/arena.h"

struct call;

enum { CSAT_DAYS_MOST = 731 };

/* What is not said is absent; texts are the arena's, or constants. */
struct csat_filter {
	struct text first, last; /* days */
	struct text agent, team; /* ids */
	struct text channel, tag;
	/* Of lists: by when they were sent, responded or, unsent, made; which ratings, as "1,2";
	 * whether they were answered, as "true". */
	struct text by, ratings, is_answered;
};

/* Reads a query. An agent who is neither supervisor nor admin asks about themselves. NULL, or a
 * sentence that begins with the parameter's name. */
const char *csat_filter_read(struct call *call, struct csat_filter *ret_filter);
/* Whether it asks about somebody else than the call's agent, who may not. */
bool csat_filter_is_denied(const struct call *call, const struct csat_filter *filter);

#endif
