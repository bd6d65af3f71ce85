/*
 * The tenants that this worker has met. Loaded on first use from `control`, refreshed in place when
 * older than 5 s, so that suspension and origins take effect within that for whoever holds one, and
 * before a page's origin is refused, which may have been added since; kept while anybody holds a
 * reference. While PostgreSQL is away a tenant that was loaded stands as
 * it was.
 */
#ifndef FRONTDESK_TENANTS_H
#define FRONTDESK_TENANTS_H

#include "call/call.h"
#include "call/tenant.h"

struct tenants;

struct tenants *tenants_new(struct parts *parts);
void tenants_free(struct tenants **tenants);
/* Finds the tenant and makes it the call's scope (call->tenant). ERR_ABSENT when unknown,
 * suspended or deleted: all alike. ERR_BUSY when PostgreSQL cannot be asked and while the tenant is
 * moving to another installation, ERR_UNREADABLE when no master key opens the tenant's,
 * ERR_UPGRADING when its schema is not one that this program knows: its own version's, or that of
 * the next, as long as that is the newest (control.tenant_versions).
 */
struct next tenant_enter(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err));
/* The same for work on the tenant's behalf that is not asked by its people: a suspended one is let
 * in too. ERR_ABSENT: there is none, it has been deleted. */
struct next tenant_enter_any(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err));
/* The same, with the tenant read anew, once a second however many ask: for who is to be refused by
 * what was read before. */
struct next tenant_enter_anew(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err));
/* Something has happened that may be the tenant's end: whoever enters next has it read anew. */
void tenant_doubt(const struct parts *parts, struct uuid tenant_id);
/* PostgreSQL knows no role of this tenant: deleted a moment ago, as a rule, and read anew. Returns
 * whether it was read anew since it was lost first, and is there still: a fault of the database. */
bool tenant_lost(const struct parts *parts, struct tenant *tenant);
/* The tenant if this worker has met it, without asking PostgreSQL; borrowed. */
struct tenant *tenant_known(const struct parts *parts, struct uuid tenant_id);

#endif
