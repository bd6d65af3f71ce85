/*
 * The answer is waited for on two descriptors: the connection's, and the one that says that the
 * command is to end. Who holds PostgreSQL up another connection asks, which is made when the wait
 * has become long.
 */
#include "pg/owner_wait.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

enum { LOOK_MS = 3000, CANCEL_MS = 1000, WORDS_SIZE = 512 };

struct waiting {
	PGconn *connection;
	const char *conninfo;
	const struct owner_patience *patience;
	struct arena arena;      /* the asking connection's */
	struct owner_db *asking; /* NULL until the wait has become long, or there is none to have */
	char words[WORDS_SIZE];  /* who was named last */
};

bool owner_patience_is_over(const struct owner_patience *patience)
{
	struct pollfd stop = {.fd = patience->stop, .events = POLLIN};

	return poll(&stop, 1, 0) > 0;
}

/* --- for whom --------------------------------------------------------------------------------- */
/* What other logins' sessions do, and since when, not every login may see: their number and name
 * each may. Nobody's statement is shown. */
static const char blockers[] =
	"SELECT string_agg(CASE WHEN b.pid = 0 THEN 'a prepared transaction (pg_prepared_xacts)'\n"
	"    ELSE format('process %s (%s)', b.pid, concat_ws(', ',\n"
	"      coalesce(nullif(a.application_name, ''), a.backend_type, 'without a name'),\n"
	"      'login ' || a.usename, 'in a transaction since '\n"
	"        || to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC')) "
	"END,\n"
	"  ', ' ORDER BY b.pid)\n"
	"FROM (SELECT DISTINCT unnest(pg_blocking_pids($1::integer))) AS b (pid)\n"
	"LEFT JOIN pg_stat_activity a ON a.pid = b.pid";

static bool connect(struct waiting *waiting)
{
	const char *reason;

	return waiting->asking || owner_db_open(&waiting->arena, "owner_database",
					  waiting->conninfo, &waiting->asking, &reason) == ERR_NONE;
}

static void say(struct waiting *waiting, const char *words)
{
	if (!words || strncmp(words, waiting->words, sizeof waiting->words - 1) == 0)
		return;
	(void)snprintf(waiting->words, sizeof waiting->words, "%s", words);
	(void)fprintf(stderr, "%s waits for %s.\n", waiting->patience->title, words);
}

static void look(struct waiting *waiting)
{
	char pid[12];
	struct owner_rows rows;

	(void)snprintf(pid, sizeof pid, "%d", PQbackendPID(waiting->connection));
	if (connect(waiting) &&
		OWNER_RUN(waiting->asking, &rows, blockers, owner_text(pid)) == ERR_NONE)
		say(waiting, owner_cell(&rows, 0, 0));
}

/* --- waiting ---------------------------------------------------------------------------------- */
/* A cancel that came before the statement began is lost: it is repeated until there is an answer.
 */
static void cancel(const struct waiting *waiting)
{
	PGcancel *request = PQgetCancel(waiting->connection);
	char fault[256];

	if (request)
		(void)PQcancel(request, fault, sizeof fault);
	PQfreeCancel(request);
}

/* Until something can be read, or it is time to look again, or to cancel. */
static void await_some(struct waiting *waiting, bool *is_over)
{
	struct pollfd fds[] = {{.fd = PQsocket(waiting->connection), .events = POLLIN},
		{.fd = *is_over ? -1 : waiting->patience->stop, .events = POLLIN}};
	const int ready = poll(fds, 2, *is_over ? CANCEL_MS : LOOK_MS);

	if (ready > 0 && fds[0].revents) {
		(void)PQconsumeInput(waiting->connection);
		return;
	}
	*is_over = *is_over || (ready > 0 && fds[1].revents);
	if (*is_over)
		cancel(waiting);
	else if (ready == 0)
		look(waiting);
}

static PGresult *next_result(struct waiting *waiting, bool *is_over)
{
	while (PQisBusy(waiting->connection) && PQstatus(waiting->connection) == CONNECTION_OK)
		await_some(waiting, is_over);
	return PQgetResult(waiting->connection);
}

PGresult *owner_wait(
	PGconn *connection, const char *conninfo, const struct owner_patience *patience)
{
	struct waiting waiting = {
		.connection = connection, .conninfo = conninfo, .patience = patience};
	PGresult *last = NULL, *next;
	bool is_over = false;

	arena_init(&waiting.arena);
	while ((next = next_result(&waiting, &is_over))) {
		PQclear(last);
		last = next;
	}
	owner_db_close(&waiting.asking);
	arena_done(&waiting.arena);
	return last;
}
