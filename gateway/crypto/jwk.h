/*
 * Public keys as JSON (JWK, RFC 7517 and 7518, 6; RFC 8037), and signatures that they verify.
 * OpenSSL stands behind this header. Pure.
 *
 * Algorithms are those of this list, and what a token says of its own chooses among them alone:
 * there is no `none`, and nothing with a shared secret, for which a public key might be taken. RSA
 * keys have 2,048 to 4,096 bits: smaller ones are too weak, larger ones take longer than the loop
 * has.
 */
#ifndef FRONTDESK_JWK_H
#define FRONTDESK_JWK_H

#include "base/json.h"

enum jwk_algorithm {
	JWK_NO_ALGORITHM,
	JWK_RS256, /* RSASSA-PKCS1-v1_5 with SHA-256 */
	JWK_PS256, /* RSASSA-PSS with SHA-256 */
	JWK_ES256, /* ECDSA on P-256 with SHA-256 */
	JWK_EDDSA, /* Ed25519 */
	JWK_ALGORITHMS
};

/* The one that tokens call so, else JWK_NO_ALGORITHM. */
enum jwk_algorithm jwk_algorithm_find(struct text name);

/* The set's key for signatures of this algorithm that bears this id; where a token names none
 * (absent), the only one that there is. NULL: there is none, or it cannot be told which. */
const struct json *jwk_find(
	const struct json *set, enum jwk_algorithm algorithm, struct text key_id);
/* Whether it is a key for signatures of one of them. */
bool jwk_is_known(const struct json *key);
/* Whether the key has signed these bytes; false for what is no key of that algorithm, too. */
bool jwk_verifies(const struct json *key, enum jwk_algorithm algorithm, struct text bytes,
	struct text signature);

#endif
