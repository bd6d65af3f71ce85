/* A tenant that arrives in a file, before its rows do. */
#ifndef FRONTDESK_TENANT_ARRIVAL_H
#define FRONTDESK_TENANT_ARRIVAL_H

#include "commands/tenant_header.h"
#include "pg/migrate.h"

struct tenant_arrival {
	struct admin *admin;
	struct tenant_header header;
	struct migrate_target target;
	char file_id[UUID_TEXT_SIZE + 1];
};

/* Makes it, closed and without any row, in one transaction that also notes the file. */
bool tenant_arrival_make(const struct tenant_arrival *arrival);

#endif
