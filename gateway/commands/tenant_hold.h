/*
 * A tenant is held before it moves: from then on nothing is written to it here, so that what is
 * read next is all there will ever be.
 *
 * First it is 'moving': within 5 s workers take nothing new for it, and send its sockets away to
 * come back; what they had accepted they still store. When nothing has come for a while the
 * server's login loses the tenant's role, and what it had begun before ends. A worker that was
 * stuck meanwhile cannot write any more, and confirms nothing; one that is stuck in the middle of a
 * transaction might, and the hold fails.
 */
#ifndef FRONTDESK_TENANT_HOLD_H
#define FRONTDESK_TENANT_HOLD_H

#include "commands/admin.h"
#include "pg/migrate.h"

/* Again is no harm. Takes half a minute, as a rule. */
bool tenant_hold(struct admin *admin, const struct migrate_target *target);
/* Behind what failed: adds to the reason that the tenant is held, if it is, and what to do. Always
 * false. Ends the transaction. */
bool tenant_hold_remains(struct admin *admin, const struct migrate_target *target);

#endif
