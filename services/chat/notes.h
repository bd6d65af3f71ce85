/* What chat tells other replicas beside an event: of sessions on their channels, else where it
 * says. */
#ifndef FRONTDESK_CHAT_NOTES_H
#define FRONTDESK_CHAT_NOTES_H

#include <assert.h>

#include "note_kinds.h"

enum chat_note {
	/* `side` wrote the message `id`, stamped `a`. */
	NOTE_MESSAGE_NEW = NOTES_CHAT,
	/* The message `id` is committed: its seq is `a`. */
	NOTE_MESSAGE_STORED,
	/* `side` holds everything up to `a`, and has read up to `b`. */
	NOTE_RECEIPT,
	/* `side` is typing (`a` is 1), or no longer is (0). */
	NOTE_TYPING,
	/* The session changed: its status is `a`; `id` has it when `b` is 1; `flags` is its
	 * version, 0 where that is unknown. */
	NOTE_SESSION,
	/* The anonymous visitor with the UUID `id` is a customer now; or a customer's id that
	 * consists of these bytes gave way to another. */
	NOTE_VISITOR_RETIRED,
	NOTES_CHAT_END,
	/* The session was erased: nothing of it stays in memory. */
	NOTE_SESSION_ERASED = NOTES_CHAT_MORE,
	/* On the channels of visitors and agents: how the widget looks, or whether it is open, has
	 * changed. */
	NOTE_CONFIG,
	NOTES_CHAT_MORE_END
};
static_assert(
	(int)NOTES_CHAT_END <= (int)NOTES_SHARED && (int)NOTES_CHAT_MORE_END <= (int)NOTES_NEXT,
	"chat's kinds are its own");

/* NOTE_MESSAGE_STORED: whoever accepted it is gone, and told nobody. */
enum { NOTE_IS_STRAY = 1 };
/* NOTE_VISITOR_RETIRED: a customer's. */
enum { NOTE_IS_PROVEN = 1 };

#endif
