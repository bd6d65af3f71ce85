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

PGconn *db_connect_start(const char *database, const char *name, const char *address)
{
	/* Later ones win: the string may ask for Kerberos encryption, which costs a round trip and
	 * is rare; the rest is not the string's to choose. */
	const char *const keywords[] = {"gssencmode", "dbname", "application_name",
		"client_encoding", "options", "tcp_user_timeout", "keepalives_idle",
		address ? "hostaddr" : NULL, NULL};
	const char *const values[] = {
		"disable", database, name, "UTF8", SESSION_OPTIONS, "10000", "30", address, NULL};
	PGconn *conn = PQconnectStartParams(keywords, values, 1);
	if (conn)
		(void)PQsetNoticeReceiver(conn, drop_notice, NULL);
	return conn;
}
