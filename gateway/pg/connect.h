/* How we connect: the string from the settings, and what holds for every connection of ours. */
#ifndef FRONTDESK_DB_CONNECT_H
#define FRONTDESK_DB_CONNECT_H

#include <libpq-fe.h>
#include <stdbool.h>

/* Begins to connect without blocking; NULL only when out of memory. `name` tells the connections
 * apart in pg_stat_activity. `address` is the host's, looked up already; NULL where the string says
 * enough itself (resolve.h). Of several servers, the `attempt`th is tried first: one that
 * accepts and never answers would keep us from those behind it for ever. */
PGconn *db_connect_start(
	const char *database, const char *name, const char *address, unsigned attempt);
/* Whether the session has what we asked for at its start: a pooler may have left it out. */
bool db_connect_kept_settings(const PGconn *conn);

#endif
