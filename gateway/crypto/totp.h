/*
 * Codes of the time (TOTP, RFC 6238, with HMAC-SHA1): what authenticator apps show. A code is that
 * of a step of 30 s since 1970. Pure functions: any thread.
 */
#ifndef FRONTDESK_TOTP_H
#define FRONTDESK_TOTP_H

#include "base/text.h"

enum {
	TOTP_SECRET_SIZE = 20, /* as long as the hash (RFC 4226, 4: R6) */
	TOTP_DIGITS = 6,
	TOTP_STEP_SECONDS = 30,
	TOTP_SKEW = 1 /* so many steps the clocks may be apart, either way (RFC 6238, 5.2) */
};

/* A new secret. Wipe after use. */
void totp_make_secret(uint8_t ret_secret[TOTP_SECRET_SIZE]);
/* The code of a step, which has so many digits, at most eight (RFC 4226, 5.3). */
uint32_t totp_code(struct text secret, uint64_t step, unsigned digits);
/* Whether these six digits are the code of a step about now that is later than `last_step`, and of
 * which one. All that may be it are compared, in constant time. */
bool totp_matches(
	struct text secret, int64_t now_s, int64_t last_step, struct text code, int64_t *ret_step);

#endif
