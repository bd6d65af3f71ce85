/* What we send to a merchant's server is signed with a secret that both know. */
#ifndef FRONTDESK_SIGNATURE_H
#define FRONTDESK_SIGNATURE_H

#include "base/text.h"

enum { SIGNATURE_SIZE = 64 };

/* HMAC-SHA256 (RFC 2104) of the time, a dot and the body, as lower-case hex digits with a NUL
 * behind them: who keeps a request cannot send it as a later one. */
void signature_make(struct text secret, int64_t time_s, struct text body,
	char ret_signature[SIGNATURE_SIZE + 1]);

/* Whether a signature is that; compared in constant time. Takes 3 ms a megabyte: for the pool's
 * threads, where bodies are large. */
bool signature_matches(struct text secret, int64_t time_s, struct text body, struct text signature);

#endif
