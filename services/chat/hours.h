/*
 * Business hours: whether a tenant's desk is open, by the one rule that PostgreSQL has (hours_state
 * in sql/tenant/functions/chat/hours.sql), and telling open pages and consoles when that turns.
 */
#ifndef FRONTDESK_CHAT_HOURS_H
#define FRONTDESK_CHAT_HOURS_H

#include "call/call.h"

struct desk;
struct parts;

/* What a worker knows of a desk's hours. */
struct hours {
	bool is_known, is_open;  /* as listeners were told */
	bool is_doubted;         /* since it was asked last */
	uint64_t tenant_version; /* by which it was asked: the time zone is the tenant's */
	uint64_t due_ms, until_ms;
};

typedef struct next (*hours_then)(
	struct call *call, enum err err, bool is_open, int64_t turns_in_ms);

/* is_within_business_hours: whether the desk of the call's tenant is open now, which it always is
 * where hours do not hold, and in how long that turns; -1: never. */
struct next hours_ask(struct call *call, hours_then then);
/* The hours may be others, as listeners were told: they are asked for with the next turn. */
void hours_doubt(struct desk *desk);
/* Asks when it is due, and tells those who listen here that it has turned: every worker asks for
 * itself. */
void hours_turn(struct parts *parts, struct desk *desk);

#endif
