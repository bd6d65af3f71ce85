/*
 * Bearer tokens: 256 random bits, of which only a keyed hash is stored, so that a stolen table
 * opens no door; and the proof by which a merchant vouches for a customer.
 */
#ifndef FRONTDESK_TOKEN_H
#define FRONTDESK_TOKEN_H

#include "crypto/keyring.h"

/* In base64url (RFC 4648, 5) without padding: a sign-in's 32 bytes; a visitor's 48, of which the
 * first 16 are the tenant's id, so that a token finds its tenant. */
enum { TOKEN_SIZE = 43, VISITOR_TOKEN_SIZE = 64, TOKEN_HASH_SIZE = 32 };

/* New tokens, with a NUL behind them. Wipe after use. */
void token_make(char ret_token[TOKEN_SIZE + 1]);
void token_make_visitor(struct uuid tenant_id, char ret_token[VISITOR_TOKEN_SIZE + 1]);
/* A code, for links that must be short: the first six bytes of the tenant's id and 80 random bits,
 * in lower-case base32 (RFC 4648, 6). It is read in either case. */
enum { TOKEN_CODE_SIZE = 26 };
void token_make_code(struct uuid tenant_id, char ret_code[TOKEN_CODE_SIZE + 1]);
/* Between which ids the tenant's is that a code names. False when the code is malformed. */
bool token_code_tenants(struct text code, struct uuid *ret_first, struct uuid *ret_last);
/* The tenant that a visitor's token names: a claim, which its hash then proves. False when the
 * token is malformed. */
bool token_visitor_tenant(struct text token, struct uuid *ret_tenant_id);
/* What is stored of a token of any kind: BLAKE2b keyed from a master, over purpose and token. A
 * tenant or origin that the token is bound to goes into `purpose`. Masters are tried by the caller:
 * 0 is the newest, false past the last, and when the token is malformed. */
bool token_hash(const struct keyring *keyring, size_t master, struct text purpose,
	struct text token, uint8_t ret_hash[TOKEN_HASH_SIZE]);
/* A key of a merchant's server: "fd_" and a token's 43 characters. */
#define API_KEY_PREFIX "fd_"
enum { API_KEY_SIZE = sizeof(API_KEY_PREFIX) - 1 + TOKEN_SIZE };
void api_key_make(char ret_key[API_KEY_SIZE + 1]);
/* What is stored of it, as token_hash has it; false for what is no such key as well. */
bool api_key_hash(const struct keyring *keyring, size_t master, struct text key,
	uint8_t ret_hash[TOKEN_HASH_SIZE]);
/* The key that a master hashes tokens under, for another installation that is to know those tokens.
 * Wipe it after use. False past the last master. */
bool token_key(const struct keyring *keyring, size_t master, uint8_t ret_key[SEAL_KEY_SIZE]);
/* The same hash under such a key. */
bool token_hash_under(const uint8_t key[SEAL_KEY_SIZE], struct text purpose, struct text token,
	uint8_t ret_hash[TOKEN_HASH_SIZE]);
/* The same hash under the masters and, behind the last, under the keys of this kind that a tenant
 * has brought along, one after the other. */
bool token_hash_carried(const struct keyring *keyring, struct text carried, size_t master,
	struct text purpose, struct text token, uint8_t ret_hash[TOKEN_HASH_SIZE]);
/* Whether `hash` is HMAC-SHA256 (RFC 2104) of the identifier as 64 lower-case hex digits; compared
 * in constant time. An absent secret matches nothing. */
bool identifier_hash_matches(struct text secret, struct text identifier, struct text hash);
/* Whether `hash` is HMAC-SHA512 (RFC 2104) of the identifier, a line feed and the customer's
 * attributes as 128 lower-case hex digits; compared in constant time. It is another function than
 * an identifier's, so that nothing that was signed as the one ever passes for the other; and the
 * identifier has no line feed, so that it ends where it seems to. An absent secret matches nothing.
 */
bool attributes_hash_matches(
	struct text secret, struct text identifier, struct text attributes, struct text hash);

#endif
