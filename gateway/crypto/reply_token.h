/*
 * Which session an answer by mail belongs to, signed: what stands in the local part of the address
 * to which it is sent. Tenant, session and 32 bits of a keyed hash (BLAKE2b, by a key of the
 * tenant's), in lower-case base32, since some fold local parts, which have no room for more (RFC
 * 5321, 4.5.3.1.1). Who guesses must guess the session's 122 random bits too.
 */
#ifndef FRONTDESK_REPLY_TOKEN_H
#define FRONTDESK_REPLY_TOKEN_H

#include "crypto/keyring.h"

enum { REPLY_TOKEN_SIZE = 58, REPLY_TOKEN_MARK_SIZE = 4 };

/* A claim, until its mark has been checked under the tenant's keys. */
struct reply_token {
	struct uuid tenant_id, session_id;
	uint8_t mark[REPLY_TOKEN_MARK_SIZE];
};

/* Writes the token of one of the tenant's sessions, and a NUL. */
void reply_token_make(const struct tenant_keys *keys, struct uuid session_id,
	char ret_token[REPLY_TOKEN_SIZE + 1]);
/* Reads letters in either case; false for what is no token. */
bool reply_token_read(struct text text, struct reply_token *ret_token);
/* Whether these keys' tenant has made it; compared in constant time. */
bool reply_token_is_ours(const struct tenant_keys *keys, const struct reply_token *token);

#endif
