/* What setup tells other replicas, on a channel of agents. */
#ifndef FRONTDESK_SETUP_NOTES_H
#define FRONTDESK_SETUP_NOTES_H

#include <assert.h>

#include "note_kinds.h"

enum setup_note {
	/* The tenant's row is another one now. */
	NOTE_TENANT_CHANGED = NOTES_SETUP,
	NOTES_SETUP_END
};
static_assert((int)NOTES_SETUP_END <= (int)NOTES_NEXT, "the kinds of setup are its own");

#endif
