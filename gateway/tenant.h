/*
 * The tenants that this worker has met: id, role, schema, origins, keys. Loaded on first use from
 * `control`, refreshed when older than 5 s (suspension and origins take effect within that), kept
 * while anybody holds a reference.
 */
#ifndef FRONTDESK_TENANT_H
#define FRONTDESK_TENANT_H

#include "call.h"
#include "keyring.h"

struct tenants;

struct tenant {
	struct uuid id;
	char role[48];   /* "tenant_" and 32 hex digits: the schema bears the same name */
	struct text name, time_zone;
	const struct text *origins; /* "https://shop.example", as browsers send them */
	size_t origin_count;
	struct text identity_secret; /* for identifierHash; absent when not set */
	bool is_active;
	struct tenant_keys *keys;
	uint32_t references;
};

struct tenants *tenants_new(struct gateway *gateway);
void tenants_free(struct tenants **tenants);
/* Finds the tenant and makes it the call's scope (call->tenant). ERR_ABSENT when unknown,
 * suspended or deleted: all alike. */
struct next tenant_enter(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err));
struct tenant *tenant_ref(struct tenant *tenant);
void tenant_unref(struct tenant **tenant);
bool tenant_allows_origin(const struct tenant *tenant, struct text origin);

#endif
