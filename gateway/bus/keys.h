/*
 * The keys of the bus: each key of a tenant has one, derived from it and named like it, so that
 * every replica comes to the same. What is published is sealed under the newest; what is received
 * names its key, and opens under any that the tenant has still. Derived keys are kept in one piece
 * of guarded memory, so that a publication costs no derivation. Loop thread only.
 */
#ifndef FRONTDESK_BUS_KEYS_H
#define FRONTDESK_BUS_KEYS_H

#include "crypto/keyring.h"

struct bus_keys;

/* NULL when there is no memory to guard. */
struct bus_keys *bus_keys_new(void);
void bus_keys_free(struct bus_keys **keys);
/* The tenant's bus key of this id, borrowed until the next call; NULL when the tenant has none. */
const struct seal_key *bus_key_find(
	struct bus_keys *keys, const struct tenant_keys *tenant_keys, struct uuid key_id);

#endif
