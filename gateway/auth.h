/*
 * Who asks: the proof between finding a route and running its handler. It sets call->tenant as
 * soon as the tenant is known, also when the proof then fails, so that the refusal can carry CORS
 * headers for an origin that is on the tenant's list.
 */
#ifndef FRONTDESK_AUTH_H
#define FRONTDESK_AUTH_H

#include "route.h"

/* Proves what `access` asks for, sets call->tenant and call->who, and runs `then`; fails the call
 * with ERR_SIGNED_OUT, ERR_DENIED, ERR_ORIGIN or ERR_ABSENT otherwise. ACCESS_PUBLIC runs `then`
 * at once. The body has been parsed: ACCESS_TENANT takes tenantId from the query or from it. */
struct next auth_require(struct call *call, enum access access, call_step then);

#endif
