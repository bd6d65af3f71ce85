/*
 * Recovery codes: 80 random bits each, as people read and type them, XXXX-XXXX-XXXX-XXXX in base32.
 * Of each only a keyed hash is stored, under which its owner's id stands, too. Pure functions but
 * for the random bytes: any thread, save the key ring's.
 */
#ifndef FRONTDESK_RECOVERY_CODE_H
#define FRONTDESK_RECOVERY_CODE_H

#include "crypto/keyring.h"

enum { RECOVERY_CODE_SIZE = 19, RECOVERY_HASH_SIZE = 32 };

/* A new one, with a NUL behind it. Wipe after use. */
void recovery_code_make(char ret_code[RECOVERY_CODE_SIZE + 1]);
/* What is stored of it, in hex with a NUL: keyed BLAKE2b. Letters may be of either case, and
 * hyphens left out. Masters are tried by the caller: 0 is the newest, false past the last, and for
 * what is no such code. */
bool recovery_code_hash(const struct keyring *keyring, size_t master, struct uuid user_id,
	struct text code, char ret_hash[2 * RECOVERY_HASH_SIZE + 1]);

#endif
