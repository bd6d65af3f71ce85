/*
 * Signing in by a tenant's provider of OpenID Connect (Core 1.0), by the authorization code flow
 * with PKCE (RFC 7636, RFC 9700). What its files share.
 *
 * The provider sends the browser back to a page of the console, which asks the server to go on. So
 * both requests that matter come from a page of ours, and the cookies of all this are as strict as
 * any.
 */
#ifndef FRONTDESK_PROVIDER_H
#define FRONTDESK_PROVIDER_H

#include "accounts/accounts.h"
#include "accounts/id_token.h"
#include "accounts/provider_document.h"
#include "crypto/jws.h"
#include "crypto/provider_proof.h"
#include "outside/ask.h"

/* Where the provider sends people back to. */
#define PROVIDER_CALLBACK_PATH "/admin/sign-in/callback"

enum { PROVIDER_LIMIT_MS = 10000, PROVIDER_ANSWER_MOST = 64 * 1024 };

/* What comes of a request to the provider: its JSON, an object, or NULL with the status. */
typedef struct next (*provider_then)(struct call *call, int status, const struct json *json);

/* What a call keeps between its steps; texts are the arena's. */
struct provider_work {
	struct uuid tenant_id;
	struct text issuer, client_id;
	struct text secret; /* sealed */
	struct text label;
	bool is_required, takes_unsaid_emails;
	struct provider_document document;
	call_step then;        /* goes on with what was needed */
	call_step person_read; /* goes on with the person */
	struct text key_set;
	/* provider_finish.c: */
	struct provider_proof proof;
	struct text id_token, access_token;
	struct jws jws;
	struct id_token person;
	bool has_read_keys_anew, has_asked_userinfo;
	struct outside_http request;
	provider_then answered;
	struct text answer, content_type; /* as they came; absent: none did */
	const char *failure;              /* why no answer did, for an admin */
	struct text shown; /* provider_try.c: the document, while the keys are asked for */
	size_t slot;       /* provider_known.c: of those that an issuer has under way */
};

/* The call's work, made on first use. */
struct provider_work *provider_work(struct call *call);

/* --- provider_known.c: documents and keys, as they are remembered -------------------------------
 */
/* Has work->document, of work->issuer, then goes on; fails the call where there is none. */
struct next provider_need_document(struct call *call, call_step then);
/* Has work->key_set; `is_anew`: not the ones that are remembered, unless they are hardly a minute
 * old, so that nobody has the provider asked at each try. */
struct next provider_need_keys(struct call *call, bool is_anew, call_step then);
/* Asks the provider, of which few requests are under way at once for a worker: a slow one holds up
 * nobody else's. */
struct next provider_ask(struct call *call, const struct outside_http *request, provider_then then);

/* --- provider_begin.c --------------------------------------------------------------------------
 */
/* Reads work->tenant_id's provider and goes on; ERR_ABSENT where there is none. */
struct next provider_need(struct call *call, call_step then);
/* The address of the page to which the provider sends people back. */
struct text provider_redirect_uri(struct call *call);
/* Fails the call, and says why in the log: a static sentence, without what anybody said. */
struct next provider_fail(struct call *call, enum err err, const char *reason);

/* --- provider_token.c --------------------------------------------------------------------------
 */
/* Exchanges the body's code for an ID token, which is verified: goes on with work->person. */
struct next provider_exchange(struct call *call, call_step then);

/* The seal of the client's secret stands here. */
struct seal_place provider_secret_place(struct uuid tenant_id);

#endif
