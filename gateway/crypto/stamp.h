/*
 * When a page was made, signed: what its form brings back. By a key of the tenant's (BLAKE2b), for
 * one subject. Pure but for the keys.
 */
#ifndef FRONTDESK_STAMP_H
#define FRONTDESK_STAMP_H

#include "crypto/keyring.h"

enum { STAMP_SIZE = 40, STAMP_SUBJECT_MOST = 64 };

struct stamp {
	int64_t made_ms; /* since 1970 */
	uint8_t stage;   /* the owner's */
};

/* Writes it in base32, and a NUL. */
void stamp_write(const struct tenant_keys *keys, struct text subject, const struct stamp *stamp,
	char ret_text[STAMP_SIZE + 1]);
/* False for what is none of this subject's. */
bool stamp_read(const struct tenant_keys *keys, struct text subject, struct text text,
	struct stamp *ret_stamp);

#endif
