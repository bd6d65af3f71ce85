/*
 * What services tell other replicas beside an event, as `struct bus_note`. One list for all: every
 * service hears every note, and knows its own by the kind.
 *
 * On a session's channel:
 */
#ifndef FRONTDESK_NOTES_H
#define FRONTDESK_NOTES_H

enum note_kind {
	NOTE_NONE,
	/* `side` wrote the message `id`, stamped `a`. */
	NOTE_MESSAGE_NEW,
	/* The message `id` is committed: its seq is `a`. */
	NOTE_MESSAGE_STORED,
	/* `side` holds everything up to `a`, and has read up to `b`. */
	NOTE_RECEIPT,
	/* `side` is typing (`a` is 1), or no longer is (0). */
	NOTE_TYPING,
	/* The session changed: its status is `a`; `id` has it when `b` is 1. */
	NOTE_SESSION,
	/* The anonymous visitor with the UUID `id` is a customer now. */
	NOTE_VISITOR_RETIRED,

	/* On a channel of agents: the desk's counts may differ. */
	NOTE_DESK,
	/* Sign-ins of the person `id` have ended; which, the flags say. */
	NOTE_SIGNED_OUT
};

enum note_flag {
	/* NOTE_MESSAGE_STORED: whoever accepted it is gone, and told nobody. */
	NOTE_IS_STRAY = 1,
	/* NOTE_SIGNED_OUT: only the sign-in in `a` and `b`; or all but that one. */
	NOTE_ONLY_ONE = 2,
	NOTE_ALL_BUT_ONE = 4
};

#endif
