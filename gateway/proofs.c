/* A table of fixed size with one place a hash; the hashes are keyed, so nobody aims at a place. */
#include "proofs.h"

#include <stdlib.h>
#include <string.h>

#include "gateway.h"
#include "memory.h"

enum { PLACES = 4096 };

struct proof {
	uint8_t hash[TOKEN_HASH_SIZE];
	struct uuid tenant_id;
	char visitor_id[VISITOR_ID_SIZE + 1]; /* empty: nobody */
	int64_t expires_us;
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
static bool holds(const struct gateway *gateway, const struct proof *proof)
{
	bool is_fresh = gateway_now_ms(gateway) - proof->proved_ms < PROOF_FRESH_MS;
	return (is_fresh || !db_is_connected(gateway->db)) &&
	       proof->expires_us > gateway_time_us(gateway);
}

bool proofs_find(struct gateway *gateway, struct uuid tenant_id,
	const uint8_t hash[TOKEN_HASH_SIZE], struct who *ret_who)
{
	if (!gateway->proofs)
		return false;
	const struct proof *proof = place_of(gateway->proofs, hash);
	if (proof->visitor_id[0] == '\0' || !uuid_equals(proof->tenant_id, tenant_id) ||
		memcmp(proof->hash, hash, TOKEN_HASH_SIZE) != 0 || !holds(gateway, proof))
		return false;
	*ret_who = (struct who){.kind = WHO_VISITOR, .expires_us = proof->expires_us};
	memcpy(ret_who->visitor_id, proof->visitor_id, sizeof(proof->visitor_id));
	return true;
}

void proofs_keep(struct gateway *gateway, struct uuid tenant_id,
	const uint8_t hash[TOKEN_HASH_SIZE], const struct who *who)
{
	if (!gateway->proofs)
		return;
	struct proof *proof = place_of(gateway->proofs, hash);
	memcpy(proof->hash, hash, TOKEN_HASH_SIZE);
	proof->tenant_id = tenant_id;
	memcpy(proof->visitor_id, who->visitor_id, sizeof(proof->visitor_id));
	proof->expires_us = who->expires_us;
	proof->proved_ms = gateway_now_ms(gateway);
}

void proofs_forget(struct gateway *gateway, struct uuid tenant_id, struct text visitor_id)
{
	for (size_t i = 0; gateway->proofs && i < PLACES; i++) {
		struct proof *proof = &gateway->proofs->places[i];
		if (text_equals(text_from(proof->visitor_id), visitor_id) &&
			uuid_equals(proof->tenant_id, tenant_id))
			*proof = (struct proof){0};
	}
}
