/*
 * Places in the queue, of a whole tenant: one statement reads them all, in the queue's order, and
 * for a second they are good for whoever needs one. Who asks while they are being read waits for
 * that reading, so that a crowd costs PostgreSQL one a second. What they do not know, a session
 * that has come since, its own statement counts.
 */
#ifndef FRONTDESK_CHAT_PLACES_H
#define FRONTDESK_CHAT_PLACES_H

#include "call/call.h"

struct desk;
struct places;

/* Behind the last one that is read a place is counted. */
enum { PLACES_FRESH_MS = 1000, PLACES_READ_MOST = 100000 };

/* Runs `then` when the tenant's places are fresh, or could not be read: now, or after a reading. */
struct next places_require(struct call *call, call_step then);
/* The same with places that are read from now on: those that were under way may be older, then the
 * desk is marked as changed. */
struct next places_renew(struct call *call, call_step then);
/* The session's place, for a statement's parameter; NULL when it is not known. The arena's. */
const int64_t *places_known(struct call *call, struct uuid session_id);
/* How many wait, of a long queue, for a statement's parameter; NULL when it is not known, or
 * quickly counted. The arena's. */
const int64_t *places_known_waiting(struct call *call);
/* The session's place, or 0; known ones only. */
int64_t places_find(const struct places *places, struct uuid session_id);
/* How many there are. */
size_t places_count(const struct places *places);
/* What a place's wait will be, in seconds; -1: unknown. As chat_expected_wait() reckons it. */
int64_t places_expected_wait(const struct places *places, int64_t place);
/* Forgets those that are not fresh any more. */
void places_sweep(struct parts *parts, struct desk *desk);
void places_free(struct places **places);

#endif
