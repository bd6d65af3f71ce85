/* The end of an anonymous visitor, when a merchant has said who they are. */
#include "sockets/visitor_retire.h"

#include "auth/proofs.h"
#include "call/parts.h"
#include "call/service.h"
#include "call/tenant.h"
#include "sockets/ws.h"

void visitor_forget(struct parts *parts, struct uuid tenant_id, struct text visitor_id)
{
	proofs_forget(parts, tenant_id, visitor_id);
	for (size_t i = 0; services[i]; i++)
		if (services[i]->visitor_retired)
			services[i]->visitor_retired(parts, tenant_id, visitor_id);
	ws_close_visitor(parts->sockets, tenant_id, visitor_id);
}

void visitor_retire(struct call *call, struct text visitor_id)
{
	visitor_forget(call->parts, call->tenant->id, visitor_id);
}

struct next visitor_sessions_tell(
	struct call *call, struct text retired, struct uuid *ids, size_t count, call_step then)
{
	for (size_t i = 0; count > 0 && services[i]; i++)
		if (services[i]->sessions_changed)
			return services[i]->sessions_changed(call, retired, ids, count, then);
	return then(call);
}
