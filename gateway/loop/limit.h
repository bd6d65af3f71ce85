/*
 * Rate limits, kept for all processes of a host in one table of fixed size, by a keyed hash of
 * (kind, key): neither more workers nor a flood of keys allow more. The table of kinds is in
 * limit.c: burst and refill.
 */
#ifndef FRONTDESK_LIMIT_H
#define FRONTDESK_LIMIT_H

#include "base/text.h"

enum limit_kind {
	LIMIT_SIGN_IN_ADDRESS, /* by peer address, as all _ADDRESS: of IPv6 the /64 counts */
	LIMIT_SIGN_IN_PAIR,    /* by network and e-mail, of browsers that we do not know */
	LIMIT_SIGN_IN_ACCOUNT, /* by e-mail, of all such browsers together */
	LIMIT_SIGN_IN_BROWSER, /* by the browser that we know */
	LIMIT_SIGN_IN_KNOWN,   /* by e-mail, of all browsers together that we know to be its */
	LIMIT_PASSWORD_CHANGE, /* by user */
	LIMIT_SESSION_ADDRESS, /* new chat sessions by peer address */
	LIMIT_MESSAGE_SENDER,  /* messages by sender */
	LIMIT_EVENT_SENDER,    /* typing, receipts, resumes by sender */
	LIMIT_REQUEST_ADDRESS, /* REST requests by peer address */
	LIMIT_CONNECT_ADDRESS, /* sockets by peer address */
	LIMIT_REFUSED_ORIGIN,  /* notes of a refused origin, by tenant and origin */
	LIMIT_COUNT
};

enum { LIMIT_NETWORK_SIZE = 8 };

/* A token to be taken: from whose bucket. */
struct limit_token {
	enum limit_kind kind;
	struct text key;
};

struct limits;
/* A table of this process's own. NULL when the memory cannot be had, as below. */
struct limits *limits_new(void);
/* One that other processes can join by its memory, a descriptor that exec closes. */
struct limits *limits_share(int *ret_memory);
/* The table behind such a memory, whose descriptor is closed. NULL, too, when who made it counts
 * otherwise than this build. */
struct limits *limits_join(int memory);
void limits_free(struct limits **limits);
/* Takes one token: 0 when granted, else how many milliseconds to wait for the next. `now_ms` is the
 * host's monotonic clock. Without limits (NULL: the setting rate_limits is false) everything is
 * granted. */
uint64_t limit_take(struct limits *limits, enum limit_kind kind, struct text key, uint64_t now_ms);
/* What a kind's bucket holds, and how long a token takes to come back. */
void limit_rate(enum limit_kind kind, uint32_t *ret_burst, uint32_t *ret_interval_ms);
/* What stands for all addresses that one person has: of IPv6 the /64, in `room`. */
struct text limit_network(struct text address, uint8_t room[LIMIT_NETWORK_SIZE]);

#endif
