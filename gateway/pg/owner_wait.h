/* Waiting for PostgreSQL's answer, and saying for whom PostgreSQL waits meanwhile. */
#ifndef FRONTDESK_OWNER_WAIT_H
#define FRONTDESK_OWNER_WAIT_H

#include <libpq-fe.h>

#include "pg/owner_db.h"

/* What the statements that were sent have answered at last; NULL when nothing could be sent.
 * `conninfo` is what a second connection is made by, to ask. */
PGresult *owner_wait(
	PGconn *connection, const char *conninfo, const struct owner_patience *patience);

#endif
