/* The end of an anonymous visitor, when a merchant has said who they are. */
#include "gateway.h"
#include "service.h"
#include "visitor.h"

void visitor_retire(struct call *call, struct text visitor_id)
{
	for (size_t i = 0; services[i]; i++)
		if (services[i]->visitor_retired)
			services[i]->visitor_retired(call->gateway, call->tenant->id, visitor_id);
	ws_close_visitor(call->gateway, call->tenant->id, visitor_id);
}
