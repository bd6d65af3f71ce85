/* Erased sessions: what is done to memory, and which there were of late. */
#include "erased.h"

#include <stdlib.h>

#include "base/memory.h"
#include "bus/bus.h"
#include "call/start.h"
#include "live.h"
#include "notes.h"
#include "sockets/hub.h"
#include "state.h"

struct erased {
	struct erased *next; /* of its bucket */
	struct uuid tenant_id, session_id;
	uint64_t noted_ms;
};

static struct erased **bucket_of(struct parts *parts, struct uuid session_id)
{
	return &parts->chat->erased.buckets[session_id.bytes[15] % ERASED_BUCKETS];
}

static struct erased *find(struct parts *parts, struct uuid tenant_id, struct uuid session_id)
{
	struct erased *erased = *bucket_of(parts, session_id);
	while (erased && !(uuid_equals(erased->session_id, session_id) &&
				 uuid_equals(erased->tenant_id, tenant_id)))
		erased = erased->next;
	return erased;
}

void erased_forget(struct parts *parts, struct channel channel)
{
	struct live_session *live = live_peek(parts, channel.tenant_id, channel.session_id);
	struct erased *erased = find(parts, channel.tenant_id, channel.session_id);
	if (!erased) {
		struct erased **bucket = bucket_of(parts, channel.session_id);
		erased = MEMORY_NEW(struct erased);
		erased->tenant_id = channel.tenant_id;
		erased->session_id = channel.session_id;
		erased->next = *bucket;
		*bucket = erased;
	}
	erased->noted_ms = env_now_ms(&parts->env);
	if (live)
		live_erase(parts, live);
}

void erased_notice(struct parts *parts, struct channel channel)
{
	const struct live_session *live = live_peek(parts, channel.tenant_id, channel.session_id);
	const struct bus_note note = {.kind = NOTE_SESSION_ERASED};
	if (!live || live->is_erased)
		return;
	erased_forget(parts, channel);
	hub_broadcast(parts, channel, &note, NULL, NULL);
}

bool erased_since(
	struct parts *parts, struct uuid tenant_id, struct uuid session_id, uint64_t asked_ms)
{
	const struct erased *erased = find(parts, tenant_id, session_id);
	return erased && erased->noted_ms >= asked_ms;
}

/* --- letting go --------------------------------------------------------------------------- */
static void sweep(struct parts *parts, uint64_t age_ms)
{
	uint64_t now = env_now_ms(&parts->env);
	for (size_t i = 0; i < ERASED_BUCKETS; i++) {
		struct erased **place = &parts->chat->erased.buckets[i];
		while (*place) {
			struct erased *erased = *place;
			if (now - erased->noted_ms < age_ms) {
				place = &erased->next;
				continue;
			}
			*place = erased->next;
			free(erased);
		}
	}
}

void erased_sweep(struct parts *parts)
{
	sweep(parts, CALL_TICK_DEADLINE_MS);
}

void erased_done(struct parts *parts)
{
	sweep(parts, 0);
}
