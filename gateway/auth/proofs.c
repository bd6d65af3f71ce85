/* A table of fixed size with one place a hash; the hashes are keyed, so nobody aims at a place. */
#include "auth/proofs.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "call/parts.h"
#include "pg/db.h"

enum { PLACES = 4096 };

struct proof {
	uint8_t hash[TOKEN_HASH_SIZE];
	struct uuid tenant_id;
	struct who who; /* WHO_NOBODY: the place is free */
	uint64_t proved_ms;
};

struct proofs {
	struct proof places[PLACES];
};

struct proofs *proofs_new(void)
{
	return MEMORY_NEW(struct proofs);
}

void proofs_free(struct proofs **proofs)
{
	free(*proofs);
	*proofs = NULL;
}

static struct proof *place_of(struct proofs *proofs, const uint8_t hash[TOKEN_HASH_SIZE])
{
	return &proofs->places[((size_t)hash[0] << 8 | hash[1]) % PLACES];
}

/* While PostgreSQL is away nothing can be taken back there: whoever has proved it goes on. */
static bool holds(const struct parts *parts, const struct proof *proof, uint64_t fresh_ms)
{
	uint64_t age_ms = env_now_ms(&parts->env) - proof->proved_ms;
	uint64_t away_ms =
		proof->who.kind == WHO_VISITOR ? PROOF_VISITOR_AWAY_MS : PROOF_AGENT_AWAY_MS;
	uint64_t most_ms = db_is_connected(parts->db) ? fresh_ms : away_ms;
	return age_ms < most_ms && proof->who.expires_us > db_time_us(parts->db);
}

static const struct proof *find(const struct parts *parts, enum who_kind kind,
	const uint8_t hash[TOKEN_HASH_SIZE], uint64_t fresh_ms)
{
	if (!parts->proofs)
		return NULL;
	const struct proof *proof = place_of(parts->proofs, hash);
	bool is_it = proof->who.kind == kind && memcmp(proof->hash, hash, TOKEN_HASH_SIZE) == 0;
	return is_it && holds(parts, proof, fresh_ms) ? proof : NULL;
}

bool proofs_find(struct parts *parts, struct uuid tenant_id, const uint8_t hash[TOKEN_HASH_SIZE],
	struct who *ret_who)
{
	const struct proof *proof = find(parts, WHO_VISITOR, hash, PROOF_FRESH_MS);
	if (!proof || !uuid_equals(proof->tenant_id, tenant_id))
		return false;
	*ret_who = proof->who;
	return true;
}

bool proofs_find_sign_in(struct parts *parts, const uint8_t hash[TOKEN_HASH_SIZE],
	struct who *ret_who, struct uuid *ret_tenant_id)
{
	const struct proof *proof = find(parts, WHO_AGENT, hash, 0);
	if (!proof)
		return false;
	*ret_who = proof->who;
	*ret_tenant_id = proof->tenant_id;
	return true;
}

void proofs_keep(struct parts *parts, struct uuid tenant_id, const uint8_t hash[TOKEN_HASH_SIZE],
	const struct who *who)
{
	if (!parts->proofs)
		return;
	struct proof *proof = place_of(parts->proofs, hash);
	memcpy(proof->hash, hash, TOKEN_HASH_SIZE);
	proof->tenant_id = tenant_id;
	proof->who = *who;
	proof->proved_ms = env_now_ms(&parts->env);
}

void proofs_forget(struct parts *parts, struct uuid tenant_id, struct text visitor_id)
{
	for (size_t i = 0; parts->proofs && i < PLACES; i++) {
		struct proof *proof = &parts->proofs->places[i];
		if (proof->who.kind == WHO_VISITOR && uuid_equals(proof->tenant_id, tenant_id) &&
			text_equals(text_from(proof->who.visitor_id), visitor_id))
			*proof = (struct proof){0};
	}
}

void proofs_forget_user(struct parts *parts, struct uuid user_id)
{
	for (size_t i = 0; parts->proofs && i < PLACES; i++) {
		struct proof *proof = &parts->proofs->places[i];
		if (proof->who.kind == WHO_AGENT && uuid_equals(proof->who.user_id, user_id))
			*proof = (struct proof){0};
	}
}
