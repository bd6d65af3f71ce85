/* Recovery codes and their hashes. */
#include "crypto/recovery_code.h"

#include <sodium.h>
#include <string.h>

#include "crypto/base32.h"

enum { BYTES = 10, GROUP = 4 };

static const uint8_t use_recovery[16] = "frontdesk.recov1";

void recovery_code_make(char ret_code[RECOVERY_CODE_SIZE + 1])
{
	uint8_t bytes[BYTES];
	char letters[BASE32_SIZE(BYTES) + 1];
	size_t at = 0;
	randombytes_buf(bytes, sizeof(bytes));
	base32_encode(bytes, sizeof(bytes), letters);
	for (size_t i = 0; letters[i]; i++) {
		if (i > 0 && i % GROUP == 0)
			ret_code[at++] = '-';
		ret_code[at++] = letters[i];
	}
	ret_code[at] = '\0';
	sodium_memzero(bytes, sizeof(bytes));
	sodium_memzero(letters, sizeof(letters));
}

bool recovery_code_hash(const struct keyring *keyring, size_t master, struct uuid user_id,
	struct text code, char ret_hash[2 * RECOVERY_HASH_SIZE + 1])
{
	uint8_t bytes[BYTES], key[SEAL_KEY_SIZE], hash[RECOVERY_HASH_SIZE];
	crypto_generichash_state state;
	bool can_hash = base32_decode(code, bytes, sizeof(bytes)) &&
			keyring_derive(keyring, master, use_recovery, key);
	if (can_hash) {
		crypto_generichash_init(&state, key, sizeof(key), sizeof(hash));
		crypto_generichash_update(&state, user_id.bytes, sizeof(user_id.bytes));
		crypto_generichash_update(&state, bytes, sizeof(bytes));
		crypto_generichash_final(&state, hash, sizeof(hash));
		sodium_bin2hex(ret_hash, 2 * RECOVERY_HASH_SIZE + 1, hash, sizeof(hash));
	}
	sodium_memzero(&state, sizeof(state));
	sodium_memzero(bytes, sizeof(bytes));
	sodium_memzero(key, sizeof(key));
	return can_hash;
}
