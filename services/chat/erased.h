/*
 * Sessions that were erased: nothing of one stays in this worker's memory, neither its key nor what
 * people wrote, nor comes back into it by a statement that was sent before. Whoever notices first
 * tells the other replicas. A note can be lost: memory is compared with PostgreSQL every 5 s, and
 * as soon as the bus is back.
 */
#ifndef FRONTDESK_CHAT_ERASED_H
#define FRONTDESK_CHAT_ERASED_H

#include "call/parts.h"
#include "sockets/channel.h"

enum { ERASED_BUCKETS = 256 };

struct erased;

struct erased_table {
	struct erased *buckets[ERASED_BUCKETS];
};

/* Forgets the session; whoever asks for it is told what PostgreSQL says. */
void erased_forget(struct parts *parts, struct channel channel);
/* The same, and at all replicas, when there is something to forget here. */
void erased_notice(struct parts *parts, struct channel channel);
/* Whether the session was erased after PostgreSQL was asked: what it answers is void. */
bool erased_since(
	struct parts *parts, struct uuid tenant_id, struct uuid session_id, uint64_t asked_ms);
/* Lets those go that no statement can bring back any more. */
void erased_sweep(struct parts *parts);
void erased_done(struct parts *parts);

#endif
