/* SipHash-2-4 under a secret of the table's own, so that nobody outside can aim at a bucket. */
#ifndef FRONTDESK_KEYED_HASH_H
#define FRONTDESK_KEYED_HASH_H

#include "base/text.h"

enum { HASH_SECRET_SIZE = 16 };

struct hash_secret {
	uint8_t bytes[HASH_SECRET_SIZE];
};

void hash_secret_make(struct hash_secret *ret_secret);
uint64_t keyed_hash(const struct hash_secret *secret, struct text input);

#endif
