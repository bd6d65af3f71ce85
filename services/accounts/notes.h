/* What accounts tells other replicas, on a channel of agents. */
#ifndef FRONTDESK_ACCOUNTS_NOTES_H
#define FRONTDESK_ACCOUNTS_NOTES_H

#include <assert.h>

#include "note_kinds.h"

enum accounts_note {
	/* Sign-ins of the person `id` have ended; which, the flags say. */
	NOTE_SIGNED_OUT = NOTES_ACCOUNTS,
	/* The agent `id` was noted as gone at once: who has a console of theirs notes it again. */
	NOTE_AGENT_LEFT,
	/* Sign-ins of the person `id` at this tenant have ended: which, PostgreSQL says. */
	NOTE_ACCESS,
	NOTES_ACCOUNTS_END
};
static_assert((int)NOTES_ACCOUNTS_END <= (int)NOTES_NEXT, "the kinds of accounts are its own");

/* NOTE_SIGNED_OUT: only the sign-in in `a` and `b`; or all but that one. */
enum { NOTE_ONLY_ONE = 2, NOTE_ALL_BUT_ONE = 4 };

#endif
