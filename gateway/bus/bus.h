/*
 * The bus: what one replica tells the others, so that who listens there hears it too. What is told
 * goes through hub_broadcast (sockets/hub.h); here is what travels with an event, and what else the
 * replicas share. Nothing on the bus is kept: what it loses, position sync finds in PostgreSQL.
 */
#ifndef FRONTDESK_BUS_H
#define FRONTDESK_BUS_H

#include "bus/note.h"
#include "call/call.h"

/* Joins the replicas by the servers of the setting `redis`; nothing to do when it is empty. Goes on
 * without a server that is away, until it comes. ERR_INVALID with a sentence. */
enum err bus_start(struct parts *parts, struct arena *arena, const char **ret_reason);
/* No connection is left. The loop must run once more for the handles to close. */
void bus_stop(struct parts *parts);

/* Whether what other replicas say arrives here, as far as is known. True where there is none: then
 * nobody else says anything. */
bool bus_is_healthy(const struct parts *parts);

/* --- presence ---------------------------------------------------------------------------- */
/* Not having been noted proves nothing: the note may have been lost with a server. Having been
 * noted proves that the agent was on some replica in the last 60 s. */
enum bus_presence { BUS_PRESENCE_UNKNOWN, BUS_PRESENCE_NOTED, BUS_PRESENCE_NOT_NOTED };

/* Notes for 60 s, where every replica can ask, that an agent is connected here. */
void bus_presence_note(struct parts *parts, struct uuid tenant_id, struct uuid agent_id);
/* Asks which of these agents of a tenant were noted: one answer each, in their order, borrowed.
 * All are unknown without a bus, and when none answers within 1 s. The ids are borrowed until this
 * returns. */
struct next bus_presence_ask(struct call *call, struct uuid tenant_id, const struct uuid *agent_ids,
	size_t count, struct next (*then)(struct call *call, const enum bus_presence *presence));

/* --- limits ------------------------------------------------------------------------------ */
/* Takes a token of each of these rate limits, or of none, as all replicas count them together:
 * `then` gets 0 when granted, else how many milliseconds to wait. Granted, too, without a bus, and
 * when Redis does not answer within 1 s: each replica has limits of its own. The keys go to Redis
 * as keyed hashes, and are borrowed until this returns. */
struct next bus_limit_take(struct call *call, const struct limit_token *tokens, size_t count,
	struct next (*then)(struct call *call, uint64_t wait_ms));

#endif
