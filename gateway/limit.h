/*
 * Rate limits: token buckets in a bounded table keyed by a hash of (kind, key), so that a flood of
 * keys costs no memory. The table of kinds is in limit.c: burst and refill per minute.
 */
#ifndef FRONTDESK_LIMIT_H
#define FRONTDESK_LIMIT_H

#include "text.h"

enum limit_kind {
	LIMIT_SIGN_IN_ADDRESS, /* by peer address, as all _ADDRESS: of IPv6 the /64 counts */
	LIMIT_SIGN_IN_EMAIL,
	LIMIT_SESSION_ADDRESS, /* new chat sessions by peer address */
	LIMIT_MESSAGE_SENDER,  /* messages by sender */
	LIMIT_EVENT_SENDER,    /* typing, receipts, resumes by sender */
	LIMIT_REQUEST_ADDRESS, /* REST requests by peer address */
	LIMIT_CONNECT_ADDRESS, /* sockets by peer address */
	LIMIT_REFUSED_ORIGIN,  /* notes of a refused origin, by tenant and origin */
	LIMIT_COUNT
};

struct limits;
struct limits *limits_new(void);
void limits_free(struct limits **limits);
/* Takes one token: 0 when granted, else how many milliseconds to wait for the next. Without limits
 * (NULL: the setting rate_limits is false) everything is granted. */
uint64_t limit_take(struct limits *limits, enum limit_kind kind, struct text key, uint64_t now_ms);

#endif
