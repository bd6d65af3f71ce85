/* The end of an anonymous visitor, when a merchant has said who they are. */
#include "auth/proofs.h"
#include "auth/visitor.h"
#include "call/service.h"
#include "process/gateway.h"

void visitor_forget(struct gateway *gateway, struct uuid tenant_id, struct text visitor_id)
{
	proofs_forget(gateway, tenant_id, visitor_id);
	for (size_t i = 0; services[i]; i++)
		if (services[i]->visitor_retired)
			services[i]->visitor_retired(gateway, tenant_id, visitor_id);
	ws_close_visitor(gateway, tenant_id, visitor_id);
}

void visitor_retire(struct call *call, struct text visitor_id)
{
	visitor_forget(call->gateway, call->tenant->id, visitor_id);
}
