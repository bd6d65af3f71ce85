/* A table with one place for each key, by its id, which is random: whoever comes later takes it. */
#include "bus/keys.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { PLACES = 1024 };

struct kept_key {
	struct uuid tenant_id;
	struct seal_key key; /* a nil id: none */
};

struct bus_keys {
	struct kept_key *places; /* locked in memory, left out of dumps, between guard pages */
};

struct bus_keys *bus_keys_new(void)
{
	/* Guarded memory needs libsodium's start; again costs nothing. */
	struct kept_key *places =
		sodium_init() < 0 ? NULL : sodium_allocarray(PLACES, sizeof(*places));
	if (!places)
		return NULL;
	memset(places, 0, PLACES * sizeof(*places));
	struct bus_keys *keys = MEMORY_NEW(struct bus_keys);
	keys->places = places;
	return keys;
}

void bus_keys_free(struct bus_keys **keys)
{
	if (!*keys)
		return;
	sodium_free((*keys)->places);
	free(*keys);
	*keys = NULL;
}

const struct seal_key *bus_key_find(
	struct bus_keys *keys, const struct tenant_keys *tenant_keys, struct uuid key_id)
{
	struct kept_key *kept = &keys->places[(key_id.bytes[0] | key_id.bytes[1] << 8) % PLACES];
	struct uuid tenant_id = tenant_keys_tenant(tenant_keys);
	if (uuid_is_nil(key_id))
		return NULL;
	if (uuid_equals(kept->key.id, key_id) && uuid_equals(kept->tenant_id, tenant_id))
		return &kept->key;
	if (!tenant_keys_derive_bus(tenant_keys, key_id, &kept->key))
		return NULL;
	kept->tenant_id = tenant_id;
	return &kept->key;
}
