/*
 * The tenants that this worker has met: id, role, schema, origins, keys. Loaded on first use from
 * `control`, refreshed in place when older than 5 s, so that suspension and origins take effect
 * within that for whoever holds it; kept while anybody holds a reference. While PostgreSQL is away
 * a tenant that was loaded stands as it was. Its texts stay as long as it does.
 */
#ifndef FRONTDESK_TENANT_H
#define FRONTDESK_TENANT_H

#include "call/call.h"
#include "crypto/keyring.h"

struct tenants;

struct tenant {
	struct uuid id;
	char role[48]; /* "tenant_" and 32 hex digits: the schema bears the same name */
	struct text name, time_zone;
	const struct text *origins; /* "https://shop.example", as browsers send them */
	size_t origin_count;
	/* For identifierHash; absent when not set. Stored by tenant_seal in its place:
	 * public.tenants is "tenants", "identity_secret", the row is the tenant. */
	struct text identity_secret;
	bool is_active;
	struct tenant_keys *keys;
	uint32_t references;
	uint32_t queued_units; /* db's: statements of this tenant that wait to be sent */
	uint32_t writer_rows;  /* the writer's: of this tenant, in its queue's share */
	size_t writer_bytes;
	uint64_t version;    /* of what was loaded: a change shows; newer ones are not greater */
	uint64_t loaded_ms;  /* when PostgreSQL said so last */
	struct arena memory; /* holds the tenant and its texts */
};

struct tenants *tenants_new(struct gateway *gateway);
void tenants_free(struct tenants **tenants);
/* Finds the tenant and makes it the call's scope (call->tenant). ERR_ABSENT when unknown,
 * suspended or deleted: all alike. ERR_BUSY when PostgreSQL cannot be asked, ERR_UNREADABLE when no
 * master key opens the tenant's. */
struct next tenant_enter(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err));
/* The same for work on the tenant's behalf that is not asked by its people: a suspended one is let
 * in too. ERR_ABSENT: there is none, it has been deleted. */
struct next tenant_enter_any(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err));
/* The tenant if this worker has met it, without asking PostgreSQL; borrowed. */
struct tenant *tenant_known(const struct gateway *gateway, struct uuid tenant_id);
/* The role, and schema, of a tenant. */
void tenant_role(struct uuid tenant_id, char ret_role[48]);
struct tenant *tenant_ref(struct tenant *tenant);
void tenant_unref(struct tenant **tenant);
bool tenant_allows_origin(const struct tenant *tenant, struct text origin);

#endif
