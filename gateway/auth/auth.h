/*
 * Who asks: the proof between finding a route and running its handler.
 *
 * An unknown tenant, an unknown or expired token, and another tenant's token are refused alike, so
 * that nobody learns which of them it was. A refused call has no tenant; any page may read why its
 * visitor was refused.
 */
#ifndef FRONTDESK_AUTH_H
#define FRONTDESK_AUTH_H

#include "call/route.h"

/* Proves what `access` asks for, sets call->tenant and call->who, and runs `then`; fails the call
 * with ERR_SIGNED_OUT, ERR_DENIED, ERR_ORIGIN or ERR_ABSENT otherwise. ACCESS_PUBLIC,
 * ACCESS_HEALTH and ACCESS_OPEN run `then` at once. The body has been parsed: ACCESS_TENANT takes
 * tenantId from the query or from it, and sets call->who as well when a token that holds comes
 * along. */
struct next auth_require(struct call *call, enum access access, call_step then);
/* The same for a socket's hello: `proof` is a visitor's token, or the whole Cookie header of an
 * agent; `origin` is what the upgrade carried. */
struct next auth_socket(
	struct call *call, struct text proof, struct text origin, bool is_agent, call_step then);

/* Stands for the origin by which a visitor was let in: the first eight bytes of its SHA-256, as a
 * number; 0 for agents. */
uint64_t auth_origin_mark(const struct call *call);

/* Whether a REST request comes from a page of our own: by fetch metadata, in browsers without it by
 * an Origin equal to public_url's. What changes something on an agent's cookie must. */
bool auth_is_same_origin(struct call *call);

/* The cookie of a sign-in: __Host- makes browsers insist on Secure, Path=/ and no Domain
 * (draft-ietf-httpbis-rfc6265bis, 4.1.3.2). */
#define AUTH_COOKIE "__Host-frontdesk"
/* What a sign-in's token is hashed for. */
#define AUTH_PURPOSE_SIGN_IN TEXT("sign-in")
/* Adds Set-Cookie for a new sign-in; an absent token takes the cookie away. */
void auth_set_cookie(struct call *call, struct text token, int64_t seconds);

/* The cookie by which a browser shows that we know it (crypto/browser.h): it stays after a
 * sign-out. */
#define AUTH_BROWSER_COOKIE "__Host-frontdesk-browser"
/* What a request shows in it; absent when it has none. */
struct text auth_browser_proof(struct call *call);
void auth_set_browser_proof(struct call *call, struct text proof, int64_t seconds);

/* The cookie of a browser that was sent to a tenant's provider, until it is back. It is read where
 * a page of ours asks, and not where the provider sends the browser: it can be as strict as the
 * others. */
#define AUTH_PROVIDER_COOKIE "__Host-frontdesk-provider"
struct text auth_provider_token(struct call *call);
/* An absent token takes it away. */
void auth_set_provider_token(struct call *call, struct text token, int64_t seconds);

#endif
