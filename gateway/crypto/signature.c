/* HMAC by libsodium. */
#include "crypto/signature.h"

#include <sodium.h>
#include <stdio.h>

void signature_make(struct text secret, int64_t time_s, struct text body,
	char ret_signature[SIGNATURE_SIZE + 1])
{
	crypto_auth_hmacsha256_state state;
	uint8_t digest[crypto_auth_hmacsha256_BYTES];
	char time[24];
	int size = snprintf(time, sizeof time, "%lld.", (long long)time_s);

	crypto_auth_hmacsha256_init(&state, (const uint8_t *)secret.data, secret.size);
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)time, (size_t)size);
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)body.data, body.size);
	crypto_auth_hmacsha256_final(&state, digest);
	sodium_memzero(&state, sizeof state);
	sodium_bin2hex(ret_signature, SIGNATURE_SIZE + 1, digest, sizeof digest);
}

bool signature_matches(struct text secret, int64_t time_s, struct text body, struct text signature)
{
	char wanted[SIGNATURE_SIZE + 1];
	bool matches;

	signature_make(secret, time_s, body, wanted);
	matches = signature.size == SIGNATURE_SIZE &&
		  sodium_memcmp(wanted, signature.data, SIGNATURE_SIZE) == 0;
	sodium_memzero(wanted, sizeof wanted);
	return matches;
}
