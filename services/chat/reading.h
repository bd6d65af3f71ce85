/*
 * Readings of sessions for those who resume: one statement reads a session and a page of it. Who
 * asks for the same while it is under way waits for it, so that a crowd costs one reading a
 * session. What is heard of the session meanwhile is not lost: it is put on top of what was read,
 * or the reading is repeated.
 */
#ifndef FRONTDESK_CHAT_READING_H
#define FRONTDESK_CHAT_READING_H

#include "live.h"
#include "page.h"
#include "sockets/channel.h"

enum { READING_BUCKETS = 256 };

struct reading;

struct reading_table {
	struct reading *buckets[READING_BUCKETS];
	struct reading *first_to_start, *last_to_start; /* in the order of their ticks */
};

/* Waits for a reading that serves what chat_work(call)->held says, begun before or now; then the
 * session is in memory with its page, whoever may see it listens, and `then` runs. */
struct next reading_wait(struct call *call, session_then then);
/* What was heard of a session that may be being read: a head, a side's receipt (or NULL). */
void reading_heard(struct parts *parts, struct channel channel, int64_t head_seq, enum side side,
	const struct receipt *receipt);
/* The session has changed: what is being read may be older. */
void reading_doubt(struct parts *parts, struct channel channel);
/* Forgets all. */
void reading_done(struct parts *parts);

#endif
