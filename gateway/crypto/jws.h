/*
 * Signed tokens in their compact form (JWS, RFC 7515, 7.1): header, payload and signature in
 * base64url, with dots between. What a token says of itself is not believed before a key of the
 * signer's has verified it. Pure.
 */
#ifndef FRONTDESK_JWS_H
#define FRONTDESK_JWS_H

#include "crypto/jwk.h"

enum { JWS_SIZE_MAX = 16 * 1024 };

struct jws {
	enum jwk_algorithm algorithm;
	struct text key_id;  /* absent: it names none */
	struct text payload; /* its bytes: claimed, until it is verified */
	struct text signed_bytes, signature;
};

/* Takes a token apart, into the arena: NULL, or why it will not do, a sentence. */
const char *jws_read(struct arena *arena, struct text token, struct jws *ret_jws);

enum jws_verdict {
	JWS_HOLDS,
	JWS_KEY_UNKNOWN, /* the set has no such key: the signer may have changed them */
	JWS_FORGED
};
/* Whether a key of the set has signed it. */
enum jws_verdict jws_verify(const struct jws *jws, const struct json *key_set);

#endif
