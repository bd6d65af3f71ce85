/* How we connect: the string from the settings, and what holds for every connection of ours. */
#ifndef FRONTDESK_DB_CONNECT_H
#define FRONTDESK_DB_CONNECT_H

#include <libpq-fe.h>
#include <stdbool.h>

struct db_session {
	const char *name;      /* tells the connections apart in pg_stat_activity */
	unsigned statement_ms; /* statement_timeout */
	const char *address;   /* the host's, looked up already; NULL: the string says enough */
};

/* Begins to connect without blocking; NULL only when out of memory. Of several servers, the
 * `attempt`th is tried first: one that accepts and never answers would keep us from those behind it
 * for ever. */
PGconn *db_connect_start(const char *database, const struct db_session *session, unsigned attempt);
/* Whether the session has what we asked for at its start: a pooler may have left it out. */
bool db_connect_kept_settings(const PGconn *conn);

#endif
