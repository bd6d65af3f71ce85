/* Where widgets were seen: once an hour, and not at every page. */
#ifndef FRONTDESK_CHAT_SEEN_H
#define FRONTDESK_CHAT_SEEN_H

#include "call/call.h"

enum { SEEN_SLOTS = 1024 };

/* What this worker has noted of late. Of two that meet in a slot the later one stays: the other is
 * noted once more, and PostgreSQL knows that it was (origin_seen_note). */
struct seen_table {
	struct {
		uint64_t mark; /* of tenant and origin */
		uint64_t until_ms;
	} slots[SEEN_SLOTS];
};

/* Whether an origin of the call's tenant is to be noted now; then it is not for an hour. */
bool seen_is_due(struct call *call, struct text origin);

#endif
