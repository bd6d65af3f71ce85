/*
 * Visitors who have proved who they are a moment ago: page after page brings the same token, over
 * REST and in hellos, and PostgreSQL is asked once in 30 s. While it is away, who has proved it
 * goes on: a client without WebSocket sends by POST. Nothing is kept but the token's hash. A token
 * that was taken back elsewhere holds here for the rest of these seconds, unless the bus tells it;
 * what it opens is decided by the rights of its visitor all the same.
 */
#ifndef FRONTDESK_PROOFS_H
#define FRONTDESK_PROOFS_H

#include "call.h"
#include "token.h"

struct proofs;

enum { PROOF_FRESH_MS = 30000 };

struct proofs *proofs_new(void);
void proofs_free(struct proofs **proofs);
/* Who proved themselves to this tenant by a token with this hash; false when it must be asked. */
bool proofs_find(struct gateway *gateway, struct uuid tenant_id,
	const uint8_t hash[TOKEN_HASH_SIZE], struct who *ret_who);
/* Remembers it, in the place of another one. Does nothing for a gateway without the table. */
void proofs_keep(struct gateway *gateway, struct uuid tenant_id,
	const uint8_t hash[TOKEN_HASH_SIZE], const struct who *who);
/* This visitor must prove themselves anew. */
void proofs_forget(struct gateway *gateway, struct uuid tenant_id, struct text visitor_id);

#endif
