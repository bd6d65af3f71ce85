/*
 * What goes with a browser that is sent to a provider of OpenID Connect, and must come back with
 * it. All of it follows from the one token that the browser keeps in a cookie, by a key of a
 * master's, so that nothing of it is stored but the token's hash.
 */
#ifndef FRONTDESK_PROVIDER_PROOF_H
#define FRONTDESK_PROVIDER_PROOF_H

#include "crypto/token.h"

/* Each in base64url, with a NUL. */
struct provider_proof {
	uint8_t hash[TOKEN_HASH_SIZE];  /* of the token: what is stored */
	char state[TOKEN_SIZE + 1];     /* comes back in the address (RFC 6749, 10.12) */
	char nonce[TOKEN_SIZE + 1];     /* comes back in the ID token */
	char verifier[TOKEN_SIZE + 1];  /* is told with the code alone (PKCE, RFC 7636) */
	char challenge[TOKEN_SIZE + 1]; /* S256 of it, told before */
};

/* Under a master key, 0 being the newest; false past the last, and for what is no token. */
bool provider_proof_make(const struct keyring *keyring, size_t master, struct text token,
	struct provider_proof *ret_proof);
/* Whether a state that came back is the proof's; compared in constant time. */
bool provider_proof_has_state(const struct provider_proof *proof, struct text state);
/* S256 (RFC 7636, 4.2). */
void provider_proof_challenge(struct text verifier, char ret_challenge[TOKEN_SIZE + 1]);

#endif
