/*
 * Webhooks: what happens is told to servers of the merchant's. What their files share. Endpoints
 * and deliveries are rows (sql/tenant/functions/notify), which are made in the transaction of what
 * happened; a delivery is a job.
 */
#ifndef FRONTDESK_NOTIFY_WEBHOOK_H
#define FRONTDESK_NOTIFY_WEBHOOK_H

#include "call/call.h"
#include "notify/webhook_input.h"
#include "outside/ask.h"

/* "whsec_" and 256 random bits in base64url. */
enum { WEBHOOK_SECRET_SIZE = 6 + 43 };

/* What a receiver made of what it was sent; borrowed from the call's arena. */
struct webhook_outcome {
	bool is_delivered;   /* it answered with 2xx */
	int status;          /* of HTTP; 0: there was no answer */
	struct text failure; /* why there was none; absent: there was */
	struct text content_type, answer;
	bool is_cut; /* the answer went on */
	int64_t duration_ms;
};

typedef struct next (*webhook_then)(struct call *call, const struct webhook_outcome *outcome);

/* What a call keeps between its steps. */
struct webhook_work {
	struct webhook_input input;           /* what an admin said */
	char secret[WEBHOOK_SECRET_SIZE + 1]; /* a new one, which is shown once */
	/* What is sent, to whom: */
	struct uuid endpoint_id, delivery_id;
	struct text url, signing, former_signing; /* the secrets, opened; wiped once it is signed */
	struct text event;
	struct uuid session_id, message_id, ticket_id, survey_id; /* nil: none */
	int64_t told_us;                                          /* when it happened */
	struct text session, ticket, survey;                      /* JSON; absent: none */
	struct outside_http request;
	int64_t begun_ms;
	webhook_then then;
};

/* The call's work, made on first use. */
struct webhook_work *webhook_work(struct call *call);

/* --- webhook_endpoints.c, webhook_deliveries.c: for admins --------------------------------------
 */
struct next webhook_list(struct call *call);
struct next webhook_create(struct call *call);
struct next webhook_change(struct call *call);
struct next webhook_rotate(struct call *call);
struct next webhook_delete(struct call *call);
struct next webhook_test(struct call *call);
struct next webhook_delivery_list(struct call *call);
struct next webhook_delivery_again(struct call *call);

/* --- webhook_job.c: jobs ------------------------------------------------------------------------
 */
struct next webhook_deliver(struct call *call);
struct next webhook_upkeep(struct call *call);

/* --- webhook_send.c -----------------------------------------------------------------------------
 */
/* Makes a new secret in work->secret; answers it as it is stored. */
struct text webhook_secret_make(struct call *call, struct uuid endpoint_id);
/* Takes an endpoint's address and secrets into the work: false when a secret cannot be opened. */
bool webhook_take(struct call *call, struct uuid endpoint_id, struct text url, struct text secret,
	struct text former_secret);
/* Sends what happened, signed; `message`, or what was said in a ticket, is absent where the event
 * has none, and so is all else for a test. `then` hears what came of it. */
struct next webhook_send(struct call *call, struct text message, webhook_then then);

#endif
