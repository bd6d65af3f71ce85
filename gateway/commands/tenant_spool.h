/* What this host's spool keeps of a tenant that is to move. */
#ifndef FRONTDESK_TENANT_SPOOL_H
#define FRONTDESK_TENANT_SPOOL_H

#include "commands/admin.h"
#include "pg/migrate.h"

/* Refuses where a message of the tenant is in the spool and not in PostgreSQL; of a tenant that is
 * held, and so stays as it is. Other hosts have spools of their own. */
bool tenant_spool_check(struct admin *admin, const struct migrate_target *target);

#endif
