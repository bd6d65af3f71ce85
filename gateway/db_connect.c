/*
 * Session defaults go with the start-up packet, so that no statement can come before them. UTC and
 * ISO dates make JSON's times what clients are promised; the empty path makes an unqualified name
 * outside a tenant's scope an error.
 */
#include "db_connect.h"

#define SESSION_OPTIONS                                                                       \
	"-c statement_timeout=3000 -c lock_timeout=500 -c "                                   \
	"idle_in_transaction_session_timeout=10000 "                                          \
	"-c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601 -c extra_float_digits=1 " \
	"-c search_path=pg_catalog -c client_min_messages=error -c jit=off "                  \
	"-c default_transaction_isolation=read\\ committed"

/* Notices may repeat values: nobody reads them. */
static void drop_notice(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

PGconn *db_connect_start(const char *database, const char *name)
{
	/* Later ones win over what the string holds; the client's encoding is not its to choose. */
	const char *const keywords[] = {"dbname", "application_name", "client_encoding", "options",
		"tcp_user_timeout", "keepalives_idle", NULL};
	const char *const values[] = {database, name, "UTF8", SESSION_OPTIONS, "10000", "30", NULL};
	PGconn *conn = PQconnectStartParams(keywords, values, 1);
	if (conn)
		(void)PQsetNoticeReceiver(conn, drop_notice, NULL);
	return conn;
}
