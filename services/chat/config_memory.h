/*
 * What this worker has read of tenants' configurations a moment ago, for pages that ask for the
 * same: a crowd costs one statement a second. Only what others change is heard of, and forgets it,
 * so it is kept for those tenants alone of which that arrives here; agents who come and go show
 * when it is read again. Loop thread only.
 */
#ifndef FRONTDESK_CHAT_CONFIG_MEMORY_H
#define FRONTDESK_CHAT_CONFIG_MEMORY_H

#include "call/call.h"
#include "rounds.h"

struct config_copy;

struct config_memory {
	struct config_copy *buckets[ROUND_BUCKETS];
};

/* What a statement has answered that was asked at `asked_ms`. Borrowed. */
struct config_reading {
	struct text json, etag;
	uint64_t asked_ms;
	uint64_t lasts_ms; /* from then on, unless somebody changes it; UINT64_MAX: for good */
};

/* That of the call's tenant, where it is fresh: good until the next wait, and lasts from now on. */
bool config_memory_find(struct call *call, struct config_reading *ret_reading);
/* It is about to be read: runs `then` at once where it is asked for seldom, else once what others
 * change of it arrives here. */
struct next config_memory_expect(struct call *call, call_step then);
/* Keeps a copy, unless it may be old by now. */
void config_memory_keep(struct call *call, const struct config_reading *reading);
/* It has changed. */
void config_memory_forget(struct parts *parts, struct uuid tenant_id);
/* Lets go of what is not fresh: every 5 s. */
void config_memory_sweep(struct parts *parts);
/* Forgets all. */
void config_memory_done(struct parts *parts);

#endif
