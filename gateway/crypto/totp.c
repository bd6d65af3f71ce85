/* TOTP on OpenSSL's HMAC: libsodium has none with SHA-1. */
#include "crypto/totp.h"

#include <assert.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>

enum { SHA1_SIZE = 20 };

static const uint32_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

void totp_make_secret(uint8_t ret_secret[TOTP_SECRET_SIZE])
{
	randombytes_buf(ret_secret, TOTP_SECRET_SIZE);
}

uint32_t totp_code(struct text secret, uint64_t step, unsigned digits)
{
	uint8_t counter[8], hash[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	assert(digits < sizeof(powers) / sizeof(*powers));
	for (size_t i = 0; i < sizeof(counter); i++)
		counter[i] = (uint8_t)(step >> (56 - 8 * i));
	const uint8_t *done = HMAC(
		EVP_sha1(), secret.data, (int)secret.size, counter, sizeof(counter), hash, &size);
	assert(done && size == SHA1_SIZE);
	/* The last four bits say where the code's 31 stand. */
	const uint8_t *at = hash + (hash[SHA1_SIZE - 1] & 15);
	uint32_t number = (uint32_t)(at[0] & 127) << 24 | (uint32_t)at[1] << 16 |
			  (uint32_t)at[2] << 8 | at[3];
	sodium_memzero(hash, sizeof(hash));
	return number % powers[digits];
}

bool totp_matches(
	struct text secret, int64_t now_s, int64_t last_step, struct text code, int64_t *ret_step)
{
	const int64_t now_step = now_s / TOTP_STEP_SECONDS;
	int64_t found = -1;
	if (code.size != TOTP_DIGITS)
		return false;
	for (int64_t step = now_step - TOTP_SKEW; step <= now_step + TOTP_SKEW; step++) {
		char digits[TOTP_DIGITS + 8];
		uint32_t number = totp_code(secret, (uint64_t)step, TOTP_DIGITS);
		(void)snprintf(digits, sizeof(digits), "%06u", number);
		bool is_it = sodium_memcmp(digits, code.data, TOTP_DIGITS) == 0;
		if (is_it && step > last_step && found < 0)
			found = step;
	}
	if (found >= 0)
		*ret_step = found;
	return found >= 0;
}
