/*
 * Visitors' identities: the tokens that prove them, and the merchant's word for a customer, who has
 * one id, the same on every device.
 */
#ifndef FRONTDESK_VISITOR_H
#define FRONTDESK_VISITOR_H

#include "call/call.h"
#include "crypto/token.h"

struct visitor_token {
	char text[VISITOR_TOKEN_SIZE + 1];
	int64_t expires_us;
};

/* Asks by which id the call's visitor goes now: a customer's may have given way to another since it
 * was proven, at another replica. Then the call is that one's, who was remembered under the former
 * id must prove themselves anew, and `renewed` runs; else it fails with ERR_ABSENT. */
struct next visitor_look_again(struct call *call, call_step renewed);

typedef struct next (*visitor_token_then)(
	struct call *call, enum err err, const struct visitor_token *token);

/* Makes a token for this visitor of the call's tenant (a row of `visitors`), bound to the origin,
 * and stores its hash. The token is borrowed, and wiped after `then`. */
struct next visitor_token_issue(
	struct call *call, struct text visitor_id, struct text origin, visitor_token_then then);

/* What is stored of a token: its hash under a master key, bound to the call's tenant and the
 * origin; behind the last master come the keys of the installations that the tenant was at before.
 * False past the last of all, and when the token is malformed. */
bool visitor_token_hash(struct call *call, size_t master, struct text token, struct text origin,
	uint8_t ret_hash[TOKEN_HASH_SIZE]);
/* When a token that is issued or renewed now ends. */
int64_t visitor_token_end_us(const struct parts *parts);

/* A customer's ids. PostgreSQL knows by which they go. */
struct customer_ids {
	char id[VISITOR_ID_SIZE + 1];     /* for who is new: by a key of the tenant's */
	char former[VISITOR_ID_SIZE + 1]; /* as once made, by anybody who knows the identifier */
};

/* ERR_DENIED when the hash is not HMAC-SHA256 of the identifier under the tenant's identity secret,
 * or the tenant has none. */
enum err visitor_id_prove(const struct tenant *tenant, struct text identifier, struct text hash,
	struct customer_ids *ret_ids);

#endif
