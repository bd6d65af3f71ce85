/*
 * Idempotency keys: the header Idempotency-Key makes a POST that creates something safe to repeat
 * for 24 hours. The key's hash (with route and caller) is claimed before the work begins; the first
 * answer is kept beside it, sealed under the tenant's key.
 *
 *     handler:  return idempotency_begin(call, create);
 *     create:   … insert with idempotency_uuid(call, "session"), ON CONFLICT: what is there …
 *     created:  return idempotency_answer(call, 201, json);
 *
 * The id that the work uses is derived from the key, so that a repeat after a crash between the
 * work and its answer meets the first one's row instead of making a second.
 */
#ifndef FRONTDESK_IDEMPOTENCY_H
#define FRONTDESK_IDEMPOTENCY_H

#include "call/call.h"

/* Runs `then` for the first such request, in the call's tenant. A repeat gets the first answer; one
 * that comes while the first still works gets ERR_BUSY with a time to wait; the same key with
 * another body gets ERR_CONFLICT; a malformed key ERR_INVALID. Without the header, `then` runs.
 * A caller without a token or cookie needs a key of 32 characters: it alone protects the answer. */
struct next idempotency_begin(struct call *call, call_step then);
/* The same id for every repeat, another one for every `what`; random when there is no key. */
struct uuid idempotency_uuid(const struct call *call, const char *what);
/* Keeps the answer, then gives it. Failures are not kept: call_fail leaves the claim to lapse. */
struct next idempotency_answer(struct call *call, int status, struct text json);

#endif
