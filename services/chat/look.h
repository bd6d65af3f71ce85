/*
 * Looking: what happens to a desk at other replicas makes no event here while the bus is away. Then
 * this worker compares, once a second, what the lists of each desk that somebody watches are made
 * of with what it was, and tells the desk's consoles which to read again.
 */
#ifndef FRONTDESK_CHAT_LOOK_H
#define FRONTDESK_CHAT_LOOK_H

#include "call/parts.h"

struct desk;

/* The lists, as proto/messages.def names them. */
enum look_list { LOOK_QUEUE, LOOK_ACTIVE, LOOK_ENDED, LOOK_AGENTS, LOOK_LISTS };

/* What a desk keeps of it. */
struct look {
	bool is_known; /* the prints are those that its consoles have read by, or were told of */
	int64_t prints[LOOK_LISTS];
	uint64_t until_ms; /* a tick looks; one that PostgreSQL never answers lapses */
	uint64_t begun_ms, due_ms, tell_due_ms;
};

/* Notes whether events of other replicas may be missing: once a second. */
void look_beat(struct parts *parts);
/* As long as they may: looks at the desk if somebody watches it. Once a second. */
void look_turn(struct parts *parts, struct desk *desk);
/* The bus is back: what was missed until now is told once, and looked for a while longer, since
 * other replicas may come back later. */
void look_bus_restored(struct parts *parts);

#endif
