/* Proofs by the keyed hash of tokens, each for a purpose of its own. */
#include "crypto/provider_proof.h"

#include <sodium.h>

enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

static void write_letters(const uint8_t bytes[TOKEN_HASH_SIZE], char ret_letters[TOKEN_SIZE + 1])
{
	sodium_bin2base64(ret_letters, TOKEN_SIZE + 1, bytes, TOKEN_HASH_SIZE, VARIANT);
}

void provider_proof_challenge(struct text verifier, char ret_challenge[TOKEN_SIZE + 1])
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	_Static_assert(sizeof(hash) == TOKEN_HASH_SIZE, "written as tokens are");
	(void)crypto_hash_sha256(hash, (const uint8_t *)verifier.data, verifier.size);
	write_letters(hash, ret_challenge);
}

bool provider_proof_make(const struct keyring *keyring, size_t master, struct text token,
	struct provider_proof *ret_proof)
{
	const struct {
		struct text purpose;
		char *letters;
	} parts[] = {{TEXT("provider-state"), ret_proof->state},
		{TEXT("provider-nonce"), ret_proof->nonce},
		{TEXT("provider-verifier"), ret_proof->verifier}};
	uint8_t hash[TOKEN_HASH_SIZE];
	if (token.size != TOKEN_SIZE ||
		!token_hash(keyring, master, TEXT("provider"), token, ret_proof->hash))
		return false;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		(void)token_hash(keyring, master, parts[i].purpose, token, hash);
		write_letters(hash, parts[i].letters);
	}
	sodium_memzero(hash, sizeof(hash));
	provider_proof_challenge(text_from(ret_proof->verifier), ret_proof->challenge);
	return true;
}

bool provider_proof_has_state(const struct provider_proof *proof, struct text state)
{
	return state.size == TOKEN_SIZE && sodium_memcmp(proof->state, state.data, TOKEN_SIZE) == 0;
}
