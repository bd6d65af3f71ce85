/* What the handlers of tickets share. */
#include "call/tenant.h"
#include "tickets/tickets.h"

struct tickets_work *tickets_work(struct call *call)
{
	if (!call->tickets)
		call->tickets = ARENA_NEW(&call->arena, struct tickets_work);
	return call->tickets;
}

struct text ticket_author(struct call *call)
{
	char id[UUID_TEXT_SIZE + 1];
	if (call->who.kind == WHO_VISITOR)
		return text_from(call->who.visitor_id);
	if (call->who.kind != WHO_AGENT)
		return TEXT_ABSENT;
	uuid_format(call->who.agent_id, id);
	return arena_copy(&call->arena, text_from(id));
}

struct seal_place ticket_comment_place(struct call *call)
{
	const struct tickets_work *work = tickets_work(call);
	return (struct seal_place){
		.tenant_id = call->tenant->id,
		.table = TEXT("ticket_comments"),
		.column = TEXT("content"),
		.session_id = work->ticket_id,
		.row_id = work->comment_id,
		.sender_type = call->who.kind == WHO_AGENT ? TEXT("agent") : TEXT("visitor"),
		.sender_id = ticket_author(call),
	};
}
