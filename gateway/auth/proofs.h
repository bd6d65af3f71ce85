/*
 * Who has proved who they are. A visitor's page brings the same token over and over, by REST and in
 * hellos, and PostgreSQL is asked once in 30 s. While PostgreSQL is away, visitors go on who have
 * proved it within the last day, and agents, by their cookies, within the last hour: a client
 * without WebSocket sends by POST, perhaps after hours in which it has only listened, and open
 * sessions keep chatting. Nothing is kept but the token's hash. What was taken back elsewhere holds
 * here for the rest of these times, unless the bus tells it; what it opens is decided by the rights
 * of its owner all the same. Before a customer is refused, PostgreSQL is asked whether they still
 * go by the id that was proven.
 */
#ifndef FRONTDESK_PROOFS_H
#define FRONTDESK_PROOFS_H

#include "call/call.h"
#include "crypto/token.h"

struct proofs;

enum { PROOF_FRESH_MS = 30000, PROOF_VISITOR_AWAY_MS = 86400000, PROOF_AGENT_AWAY_MS = 3600000 };

struct proofs *proofs_new(void);
void proofs_free(struct proofs **proofs);
/* The visitor who proved themselves to this tenant by a token with this hash; false when PostgreSQL
 * must be asked. */
bool proofs_find(struct parts *parts, struct uuid tenant_id, const uint8_t hash[TOKEN_HASH_SIZE],
	struct who *ret_who);
/* The agent whose cookie has this hash, and their tenant: only while PostgreSQL is away. */
bool proofs_find_sign_in(struct parts *parts, const uint8_t hash[TOKEN_HASH_SIZE],
	struct who *ret_who, struct uuid *ret_tenant_id);
/* Remembers it, in the place of another one. Does nothing in a process without the table. */
void proofs_keep(struct parts *parts, struct uuid tenant_id, const uint8_t hash[TOKEN_HASH_SIZE],
	const struct who *who);
/* This visitor must prove themselves anew. */
void proofs_forget(struct parts *parts, struct uuid tenant_id, struct text visitor_id);
/* So must this agent, whatever their sign-in. */
void proofs_forget_user(struct parts *parts, struct uuid user_id);

#endif
