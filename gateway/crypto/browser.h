/*
 * Browsers that we know: in which somebody has signed in before. Each keeps a proof of it in a
 * cookie that outlives the sign-in: a random id and an end, bound to the e-mail address under the
 * key ring. Their tries are counted apart from strangers', so that who guesses a password from
 * elsewhere does not keep its owner out. It opens nothing by itself.
 */
#ifndef FRONTDESK_BROWSER_H
#define FRONTDESK_BROWSER_H

#include "crypto/keyring.h"

/* In base64url without padding: id 16, end 8, hash 32. */
enum { BROWSER_PROOF_SIZE = 75, BROWSER_PROOF_SECONDS = 365 * 86400 };

/* Addresses are folded by the caller: one spelling each. */
/* A proof, with a NUL behind it, that a browser is known to this address until then (seconds since
 * 1970), under the newest master. */
void browser_prove(const struct keyring *keyring, struct text email, struct uuid id, int64_t end_s,
	char ret_proof[BROWSER_PROOF_SIZE + 1]);
/* Whether a proof holds at that time for that address, under any master; then the browser's id. */
bool browser_is_known(const struct keyring *keyring, struct text email, struct text proof,
	int64_t now_s, struct uuid *ret_id);

#endif
