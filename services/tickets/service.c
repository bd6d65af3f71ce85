/* The tickets service's tables. */
#include "call/job.h"
#include "registry.h"
#include "tickets/tickets.h"

/* clang-format off */
#define TICKETS "/api/admin/support/tickets"

static const struct route routes[] = {
	{METHOD_POST,   "/api/support/chat/offline",  ACCESS_TENANT, true, ticket_form,        "Leaves a message where nobody answers right away: it is a ticket, once"},

	{METHOD_GET,    TICKETS,                      ACCESS_AGENT, false, ticket_list,         "A page of the tickets that a filter leaves, in an order that is chosen"},
	{METHOD_GET,    TICKETS "/summary",           ACCESS_AGENT, false, ticket_summary,      "How many tickets are to be done: of each kind 1,000 at most"},
	{METHOD_POST,   TICKETS,                      ACCESS_AGENT, true,  ticket_make,         "Makes a ticket, and says the first words in it where there are some"},
	{METHOD_GET,    TICKETS "/{ticketId}",          ACCESS_AGENT, false, ticket_get,          "One ticket"},
	{METHOD_PATCH,  TICKETS "/{ticketId}",          ACCESS_AGENT, true,  ticket_change,       "Changes what is given of a ticket, where nobody else has meanwhile"},
	{METHOD_GET,    TICKETS "/{ticketId}/comments", ACCESS_AGENT, false, ticket_comment_list, "A page of what was said in a ticket, oldest first"},
	{METHOD_POST,   TICKETS "/{ticketId}/comments", ACCESS_AGENT, true,  ticket_comment_add,  "Says something in a ticket, and gives it a status where one is wanted"},
	{METHOD_GET,    TICKETS "/{ticketId}/history",  ACCESS_AGENT, false, ticket_history,      "A page of what became of a ticket, newest first"},
	{METHOD_POST,   TICKETS "/{ticketId}/merge",    ACCESS_AGENT, true,  ticket_merge,        "Merges a ticket into another, which goes on with what was said in both"},
	{METHOD_POST,   TICKETS "/bulk",                ACCESS_AGENT, true,  ticket_change_many,  "Changes up to 100 tickets alike, and says of each what became of it"},
	{METHOD_GET,    TICKETS "/tags",                ACCESS_AGENT, false, ticket_tag_list,     "Tags that tickets have had, which have in them what was typed"},
	{METHOD_GET,    TICKETS "/views",               ACCESS_AGENT, false, ticket_view_list,    "The agent's saved views, and everybody's"},
	{METHOD_POST,   TICKETS "/views",               ACCESS_AGENT, true,  ticket_view_make,    "Saves a view of the list"},
	{METHOD_PATCH,  TICKETS "/views/{viewId}",      ACCESS_AGENT, true,  ticket_view_change,  "Changes a saved view"},
	{METHOD_DELETE, TICKETS "/views/{viewId}",      ACCESS_AGENT, false, ticket_view_delete,  "Deletes a saved view"},
	{METHOD_GET,    TICKETS "/fields",              ACCESS_AGENT, false, ticket_field_list,   "The tenant's own fields of tickets"},
	{METHOD_POST,   TICKETS "/fields",              ACCESS_ADMIN, true,  ticket_field_make,   "Makes a field"},
	{METHOD_PATCH,  TICKETS "/fields/{fieldId}",    ACCESS_ADMIN, true,  ticket_field_change, "Changes a field"},
	{METHOD_DELETE, TICKETS "/fields/{fieldId}",    ACCESS_ADMIN, false, ticket_field_delete, "Deletes a field"},
	{METHOD_GET,    TICKETS "/settings",            ACCESS_AGENT, false, ticket_settings_get, "By which rules chats become tickets, and tickets are closed"},
	{METHOD_PATCH,  TICKETS "/settings",            ACCESS_ADMIN, true,  ticket_settings_change, "Changes what is given of these rules, where nobody else has meanwhile"},
	{METHOD_GET,    "/api/admin/support/conversations/{conversationId}", ACCESS_AGENT, false, conversation_get, "A customer: who they are, and their newest chats, tickets and surveys"},
	{METHOD_POST,   "/api/admin/support/chat/{sessionId}/ticket", ACCESS_AGENT, true, ticket_make_of_chat, "Makes a chat a ticket, or answers the one that there is"},
};

static const struct job_kind jobs[] = {
	/* name           run               cap, attempts, deadline, period, … */
	{"tickets.wake",  ticket_wake,      4, 100, 10, 0,    false, false},
	{"tickets.tell",  ticket_tell_made, 4, 10,  10, 0,    false, false},
	{"tickets.close", tickets_close,    1, 5,   30, 3600, false, false},
};
/* clang-format on */

const struct service tickets_service = {
	.name = "tickets",
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(*routes),
	.jobs = jobs,
	.job_count = sizeof(jobs) / sizeof(*jobs),
};
