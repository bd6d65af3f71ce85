/* Bringing the tenants' schemas up, several at once; one that fails holds up no other. */
#ifndef FRONTDESK_MIGRATE_TENANTS_H
#define FRONTDESK_MIGRATE_TENANTS_H

#include "base/settings.h"
#include "commands/migrate_schema.h"

enum { MIGRATE_JOBS_MAX = 64 };

/* Brings up every tenant that lacks something, `jobs` at once, each by a connection of its own as
 * the owner; `run` lists them, and counts what was done. False with a reason that names each tenant
 * that failed and why: the others are done. */
bool migrate_tenants(struct migrate_run *run, const struct settings *settings, size_t jobs);

#endif
