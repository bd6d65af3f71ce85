/*
 * The first piece of a tenant's file: which tenant, by which schema, and its keys, out of the
 * wrapping of the installation that they come from. The file is sealed; whoever opens it has the
 * keys.
 */
#ifndef FRONTDESK_TENANT_HEADER_H
#define FRONTDESK_TENANT_HEADER_H

#include "commands/admin.h"
#include "crypto/keyring.h"

enum { TENANT_KEYS_MAX = 256 };

struct tenant_header {
	const char *id, *name;
	bool is_moved;   /* nothing was written where it came from after this file */
	struct text row; /* of public.tenants, as JSON */
	size_t key_count;
	struct seal_key keys[TENANT_KEYS_MAX]; /* oldest first */
	const char *key_times[TENANT_KEYS_MAX];
	struct text token_keys; /* SEAL_KEY_SIZE bytes each */
};

/* Of a tenant of this installation, as JSON. Wipe it. */
bool tenant_header_make(struct admin *admin, const char *id, bool is_moved, struct text *ret_json);
/* Refuses what another version has written. Wipe it with tenant_header_done. */
bool tenant_header_read(struct admin *admin, struct text json, struct tenant_header *ret_header);
void tenant_header_done(struct tenant_header *header);
/* Where the keys of visitors' tokens stand, sealed. */
struct seal_place tenant_token_keys_place(const char *id);

#endif
