/*
 * What a provider says of itself (OpenID Connect Discovery 1.0, 3; RFC 8414), judged before any of
 * it is used. Pure.
 */
#ifndef FRONTDESK_PROVIDER_DOCUMENT_H
#define FRONTDESK_PROVIDER_DOCUMENT_H

#include "base/arena.h"

/* Texts are the arena's. */
struct provider_document {
	struct text authorization_endpoint, token_endpoint, jwks_uri;
	struct text userinfo_endpoint; /* absent: it has none */
	bool takes_basic;              /* the client's secret in a header; else in the body */
	bool says_issuer; /* it says who it is when it sends somebody back (RFC 9207) */
};

/* Where an issuer's document is. */
struct text provider_document_url(struct arena *arena, struct text issuer);
/* Reads the issuer's: NULL, or a sentence that says what will not do. */
const char *provider_document_read(struct arena *arena, struct text body, struct text issuer,
	struct provider_document *ret_document);

#endif
