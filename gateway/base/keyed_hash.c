/* Hashes for tables whose keys come from outside. */
#include "base/keyed_hash.h"

#include <sodium.h>

_Static_assert(HASH_SECRET_SIZE == crypto_shorthash_KEYBYTES, "SipHash takes 128 bits of key");
_Static_assert(sizeof(uint64_t) == crypto_shorthash_BYTES, "SipHash gives 64 bits");

void hash_secret_make(struct hash_secret *ret_secret)
{
	randombytes_buf(ret_secret->bytes, sizeof(ret_secret->bytes));
}

uint64_t keyed_hash(const struct hash_secret *secret, struct text input)
{
	uint64_t hash;
	(void)crypto_shorthash(
		(uint8_t *)&hash, (const uint8_t *)input.data, input.size, secret->bytes);
	return hash;
}
