/* What a change of a ticket is answered with, and whom it is told. */
#include "tickets/tickets.h"

#include "refusal.h"
#include "told.h"

/* clang-format off */
static const struct refusal refusals[] = {
	{"absent",   ERR_ABSENT,   NULL},
	{"conflict", ERR_CONFLICT, "This id is another's"},
	{"same",     ERR_FIELD,    "intoId must be another ticket's id"},
	{"merged",   ERR_STATE,    "The ticket was merged into another: go on there"},
	{"state",    ERR_STATE,    "The ticket's status does not allow this"},
	{"required", ERR_STATE,    "A field is empty that must be filled in before the ticket is resolved"},
	{"until",    ERR_FIELD,    "snoozedUntil must be a moment that is still to come, within a year"},
	{"awake",    ERR_FIELD,    "snoozedUntil must come with the status snoozed, or be left out"},
	{"agent",    ERR_FIELD,    "assignedAgentId must be somebody who works here"},
	{"team",     ERR_FIELD,    "teamId must be a team of the tenant"},
	{"visitor",  ERR_FIELD,    "visitorId must be a visitor of the tenant"},
	{"fields",   ERR_FIELD,    "fields must be fields of the tenant, each with what it may have"},
	{0},
};
/* clang-format on */

struct next ticket_refuse(struct call *call, struct text outcome)
{
	return refuse_outcome(call, refusals, outcome);
}

struct next ticket_answer(
	struct call *call, struct text outcome, struct text ticket, struct text digest, int status)
{
	if (text_equals(outcome, TEXT("conflict")) && !text_is_absent(ticket))
		return refuse_conflict(
			call, "Somebody else has changed the ticket meanwhile.", "ticket", ticket);
	if (text_equals(outcome, TEXT("known")))
		return call_answer(call, 200, ticket);
	if (!text_equals(outcome, TEXT("done")))
		return ticket_refuse(call, outcome);
	ticket_tell_changed(call, digest);
	return call_answer(call, status, ticket);
}
