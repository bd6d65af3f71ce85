/* What a statement answers in place of 'done', and what is said then. */
#ifndef FRONTDESK_REFUSAL_H
#define FRONTDESK_REFUSAL_H

#include "call/call.h"

/* A table ends with a row without an outcome. */
struct refusal {
	const char *outcome;
	enum err err;
	const char *detail;
};

/* Fails the call as the table has it. */
struct next refuse_outcome(struct call *call, const struct refusal *refusals, struct text outcome);
/* 409 with what stands in the way: a problem document (RFC 9457) with one member more, whose value
 * is JSON. */
struct next refuse_conflict(
	struct call *call, const char *detail, const char *member, struct text value);

#endif
