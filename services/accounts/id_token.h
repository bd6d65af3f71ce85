/*
 * What an ID token says of a person (OpenID Connect Core 1.0, 2 and 3.1.3.7), once its signature
 * was verified. Pure.
 */
#ifndef FRONTDESK_ID_TOKEN_H
#define FRONTDESK_ID_TOKEN_H

#include "base/arena.h"
#include "base/json.h"

enum { ID_TOKEN_LEEWAY_SECONDS = 60, ID_TOKEN_SUBJECT_MOST = 255 };

/* What it must have been made for. */
struct id_token_wanted {
	struct text issuer, client_id, nonce;
	int64_t now_s;
};

/* Texts are the arena's. */
struct id_token {
	struct text subject; /* by which the provider knows the person, for ever */
	struct text email;   /* absent: it says none */
	enum { EMAIL_UNSAID, EMAIL_UNVERIFIED, EMAIL_VERIFIED } email_state;
	bool is_two_step; /* the provider has asked for two (RFC 8176, "mfa") */
};

/* Reads a token's payload: NULL, or why it is none of ours, a sentence without what it says. */
const char *id_token_read(struct arena *arena, struct text payload,
	const struct id_token_wanted *wanted, struct id_token *ret_token);
/* The address that an answer of the provider's has, an ID token or of UserInfo (5.3). */
void id_token_read_email(struct arena *arena, const struct json *claims, struct id_token *token);

#endif
