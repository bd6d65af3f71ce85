/*
 * Whether clamd can be relied upon: it is there, says how old its signatures are, and finds the
 * test file of EICAR, which every scanner finds. One look takes two connections.
 */
#ifndef FRONTDESK_SCAN_LOOK_H
#define FRONTDESK_SCAN_LOOK_H

#include "scan/link.h"

enum scan_state {
	SCAN_UNSET, /* there is none */
	SCAN_AWAY,  /* it does not answer, or has not been asked yet */
	SCAN_BLIND, /* it answers, and does not find what every scanner finds */
	SCAN_STALE, /* its signatures are too old, or it does not say how old they are */
	SCAN_READY
};

/* Embedded in whoever looks. */
struct scan_look {
	void (*looked)(struct scan_look *look); /* once; `state` and `version` are set */
	enum scan_state state;                  /* never SCAN_UNSET, nor SCAN_STALE */
	struct scan_version version;

	/* look.c's own. */
	const struct env *env;
	const struct scan_address *address;
	struct scan_owner owner;
	struct scan_link *link;
	bool is_probing;
	size_t said; /* how much of the question */
};

void scan_look_begin(
	const struct env *env, const struct scan_address *address, struct scan_look *look);
/* Breaks it off: nothing is said any more. One that is over is taken. */
void scan_look_stop(struct scan_look *look);

#endif
