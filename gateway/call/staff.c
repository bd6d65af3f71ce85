/* Where acts of a tenant's staff come from. */
#include "call/request.h"
#include "net/ip.h"

struct text call_staff_peer(const struct call *call)
{
	const struct route *route = call->request ? call->request->match.route : NULL;
	struct ip ip;
	if (!route || (route->access != ACCESS_PUBLIC && route->access < ACCESS_SIGNED_IN))
		return TEXT_ABSENT;
	return ip_read(call->request->peer, &ip) ? call->request->peer : TEXT_ABSENT;
}
