/* One tenant's life. */
#include "call/tenant.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "crypto/keyring.h"

void tenant_role(struct uuid tenant_id, char ret_role[48])
{
	int size = snprintf(ret_role, 48, "tenant_");
	for (size_t i = 0; i < sizeof(tenant_id.bytes); i++)
		size += snprintf(ret_role + size, 3, "%02x", tenant_id.bytes[i]);
}

struct tenant *tenant_new(struct uuid id)
{
	struct arena memory;
	arena_init(&memory);
	struct tenant *tenant = ARENA_NEW(&memory, struct tenant);
	tenant->id = id;
	tenant->references = 1;
	tenant->memory = memory;
	tenant_role(id, tenant->role);
	return tenant;
}

struct tenant *tenant_ref(struct tenant *tenant)
{
	tenant->references++;
	return tenant;
}

static void forget(struct text *secret)
{
	if (!text_is_absent(*secret))
		explicit_bzero((char *)secret->data, secret->size);
	*secret = TEXT_ABSENT;
}

void tenant_forget_secrets(struct tenant *tenant)
{
	forget(&tenant->identity_secret);
	forget(&tenant->token_keys);
}

void tenant_unref(struct tenant **tenant)
{
	struct tenant *gone = *tenant;
	*tenant = NULL;
	if (!gone || --gone->references > 0)
		return;
	assert(gone->queued_units == 0 && gone->slow_queued == 0);
	tenant_keys_free(&gone->keys);
	tenant_forget_secrets(gone);
	struct arena memory = gone->memory;
	arena_done(&memory);
}

bool tenant_allows_origin(const struct tenant *tenant, struct text origin)
{
	for (size_t i = 0; i < tenant->origin_count; i++) {
		if (!text_is_absent(origin) && text_equals(tenant->origins[i], origin))
			return true;
	}
	return false;
}
