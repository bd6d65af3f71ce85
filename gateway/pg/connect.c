/*
 * Session defaults go with the start-up packet, so that no statement can come before them. UTC and
 * ISO dates make JSON's times what clients are promised; the empty path makes an unqualified name
 * outside a tenant's scope an error. A server that takes no writes is none for us: of several the
 * next is tried, and with one alone it is away.
 */
#include "pg/connect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pg/hosts.h"

#define SESSION_OPTIONS                                                                       \
	"-c statement_timeout=%u -c lock_timeout=500 -c "                                     \
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

/* The options that list servers, each begun with the attempt's; NULL where there is one server. */
enum { HOST, HOSTADDR, PORT, LIST_COUNT };

static void rotate_lists(const char *database, unsigned attempt, char *ret_lists[LIST_COUNT])
{
	static const char *const keywords[LIST_COUNT] = {"host", "hostaddr", "port"};
	PQconninfoOption *options = PQconninfoParse(database, NULL);
	for (const PQconninfoOption *each = options; each && each->keyword; each++)
		for (size_t i = 0; i < LIST_COUNT; i++)
			if (strcmp(each->keyword, keywords[i]) == 0 && each->val &&
				strchr(each->val, ','))
				ret_lists[i] = db_hosts_rotate(each->val, attempt);
	PQconninfoFree(options);
}

/* Later ones win: the string may ask for Kerberos encryption, which costs a round trip and is rare;
 * the rest is not the string's to choose. A value that is NULL is as if it were not there. */
PGconn *db_connect_start(const char *database, const struct db_session *session, unsigned attempt)
{
	char *lists[LIST_COUNT] = {NULL};
	char options[sizeof(SESSION_OPTIONS) + 10];
	(void)snprintf(options, sizeof(options), SESSION_OPTIONS, session->statement_ms);
	rotate_lists(database, attempt, lists);
	const char *const keywords[] = {"gssencmode", "dbname", "application_name",
		"client_encoding", "options", "tcp_user_timeout", "keepalives_idle",
		"target_session_attrs", "host", "port", "hostaddr", NULL};
	const char *const values[] = {"disable", database, session->name, "UTF8", options, "10000",
		"30", "read-write", lists[HOST], lists[PORT],
		session->address ? session->address : lists[HOSTADDR], NULL};
	PGconn *conn = PQconnectStartParams(keywords, values, 1);
	for (size_t i = 0; i < LIST_COUNT; i++)
		free(lists[i]);
	if (conn)
		(void)PQsetNoticeReceiver(conn, drop_notice, NULL);
	return conn;
}

/* Of all that goes with the start-up packet the server reports this one by itself. */
bool db_connect_kept_settings(const PGconn *conn)
{
	const char *style = PQparameterStatus(conn, "IntervalStyle");
	return style && strcmp(style, "iso_8601") == 0;
}
