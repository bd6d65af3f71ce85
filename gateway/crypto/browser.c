/* The proof of a browser that we know. Pure functions; the key ring's thread. */
#include "crypto/browser.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum {
	END_AT = sizeof(struct uuid),
	HASH_AT = END_AT + sizeof(int64_t),
	HASH_SIZE = 32,
	WHOLE_SIZE = HASH_AT + HASH_SIZE,
	BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING
};

_Static_assert(
	sodium_base64_ENCODED_LEN(WHOLE_SIZE, BASE64) == BROWSER_PROOF_SIZE + 1, "a proof's size");

static const uint8_t use_proof[16] = "frontdesk.brows1";

/* Over what is in clear, which has one size, and the address. False past the last master. */
static bool hash(const struct keyring *keyring, size_t master, const uint8_t *clear,
	struct text email, uint8_t ret_hash[HASH_SIZE])
{
	crypto_generichash_state state;
	uint8_t key[SEAL_KEY_SIZE];
	if (!keyring_derive(keyring, master, use_proof, key))
		return false;
	crypto_generichash_init(&state, key, sizeof(key), HASH_SIZE);
	crypto_generichash_update(&state, clear, HASH_AT);
	crypto_generichash_update(&state, (const uint8_t *)email.data, email.size);
	crypto_generichash_final(&state, ret_hash, HASH_SIZE);
	sodium_memzero(&state, sizeof(state));
	sodium_memzero(key, sizeof(key));
	return true;
}

void browser_prove(const struct keyring *keyring, struct text email, struct uuid id, int64_t end_s,
	char ret_proof[BROWSER_PROOF_SIZE + 1])
{
	uint8_t whole[WHOLE_SIZE];
	memcpy(whole, id.bytes, sizeof(id.bytes));
	for (size_t i = 0; i < sizeof(end_s); i++)
		whole[END_AT + i] = (uint8_t)((uint64_t)end_s >> (8 * i));
	bool is_hashed = hash(keyring, 0, whole, email, whole + HASH_AT);
	assert(is_hashed);
	sodium_bin2base64(ret_proof, BROWSER_PROOF_SIZE + 1, whole, sizeof(whole), BASE64);
}

static int64_t end_of(const uint8_t *whole)
{
	uint64_t end_s = 0;
	for (size_t i = 0; i < sizeof(end_s); i++)
		end_s |= (uint64_t)whole[END_AT + i] << (8 * i);
	return (int64_t)end_s;
}

bool browser_is_known(const struct keyring *keyring, struct text email, struct text proof,
	int64_t now_s, struct uuid *ret_id)
{
	uint8_t whole[WHOLE_SIZE], expected[HASH_SIZE];
	size_t size = 0;
	if (proof.size != BROWSER_PROOF_SIZE ||
		sodium_base642bin(whole, sizeof(whole), proof.data, proof.size, NULL, &size, NULL,
			BASE64) != 0 ||
		size != sizeof(whole) || end_of(whole) <= now_s)
		return false;
	bool holds = false;
	for (size_t i = 0; !holds && hash(keyring, i, whole, email, expected); i++)
		holds = sodium_memcmp(expected, whole + HASH_AT, HASH_SIZE) == 0;
	if (holds)
		memcpy(ret_id->bytes, whole, sizeof(ret_id->bytes));
	return holds;
}
