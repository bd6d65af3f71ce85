/* Receipts: how far each side of a session holds and has read it. */
#ifndef FRONTDESK_CHAT_RECEIPT_H
#define FRONTDESK_CHAT_RECEIPT_H

#include <stdint.h>

#include "base/arena.h"
#include "call/who.h"

enum side { SIDE_VISITOR, SIDE_AGENT, SIDE_COUNT };

struct receipt {
	int64_t delivered, read; /* the highest contiguous seq; read never exceeds delivered */
};

/* Raises what is held to what was heard; true when that rose. What was read was delivered. */
bool receipt_raise(struct receipt *held, const struct receipt *heard);
/* The asker's side of a session, and the words that rows and events have for it. */
enum side side_of(const struct who *who);
struct text side_word(enum side side);
/* The id under which the asker writes: a visitor's, or an agent's as text. */
struct text who_sender_id(struct arena *arena, const struct who *who);

#endif
