/* The operator's connection: libpq, waiting. Results are copied into the arena at once. */
#include "pg/owner_db.h"

#include <assert.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "pg/connect.h"
#include "pg/errors.h"
#include "pg/owner_wait.h"

enum { VALUES_MAX = 16, CONNECT_TIMEOUT_S = 10 };

struct owner_db {
	struct arena *arena;
	PGconn *connection;
	const char *conninfo;
	const struct owner_patience *patience; /* NULL: it waits without a word */
	const char *fault;
	char sqlstate[SQLSTATE_SIZE + 1]; /* of the last failure */
};

static void ignore_notice(void *context, const char *message)
{
}

/* All that libpq says, in one line: of several hosts each has its own. */
static const char *quote(struct arena *arena, const char *message)
{
	size_t size = strlen(message);
	while (size > 0 && message[size - 1] == '\n')
		size--;
	char *line = arena_alloc(arena, size + 1);
	memcpy(line, message, size);
	for (size_t i = 0; i < size; i++)
		if (line[i] == '\n' || line[i] == '\t')
			line[i] = ' ';
	line[size] = '\0';
	return line;
}

/* The first line, without libpq's trailing newline. */
static const char *first_line(struct arena *arena, const char *message)
{
	return arena_copy(arena, (struct text){message, strcspn(message, "\n")}).data;
}

static PGconn *connect_to(const char *conninfo)
{
	char timeout[8];
	/* What stands in the connection string wins over what stands before it here. */
	const char *const names[] = {
		"connect_timeout", "fallback_application_name", "client_encoding", "dbname", NULL};
	const char *const values[] = {timeout, "frontdesk", "UTF8", conninfo, NULL};

	snprintf(timeout, sizeof timeout, "%d", CONNECT_TIMEOUT_S);
	return PQconnectdbParams(names, values, 1);
}

void owner_db_close(struct owner_db **db)
{
	if (!*db)
		return;
	PQfinish((*db)->connection);
	*db = NULL;
}

struct arena *owner_db_use(struct owner_db *db, struct arena *arena)
{
	struct arena *before = db->arena;

	db->arena = arena;
	return before;
}

void owner_db_set_patience(struct owner_db *db, const struct owner_patience *patience)
{
	db->patience = patience;
}

struct owner_value owner_text(const char *text)
{
	return (struct owner_value){text, text ? strlen(text) : 0, false};
}

struct owner_value owner_bytes(struct text bytes)
{
	return (struct owner_value){bytes.data, bytes.size, true};
}

/* A connection that broke has no SQLSTATE of its own: 08006. */
static enum err fail(struct owner_db *db, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	snprintf(db->sqlstate, sizeof db->sqlstate, "%s", state ? state : "08006");
	db->fault = arena_string(db->arena, "PostgreSQL: %s (%s).",
		first_line(db->arena, primary ? primary : PQerrorMessage(db->connection)),
		db->sqlstate);
	return ERR_BUSY;
}

static void copy_rows(struct owner_db *db, const PGresult *result, struct owner_rows *ret_rows)
{
	const size_t count = (size_t)PQntuples(result), columns = (size_t)PQnfields(result);

	*ret_rows = (struct owner_rows){count, columns, NULL};
	ret_rows->cells = arena_array(db->arena, count * columns, sizeof *ret_rows->cells);
	for (size_t i = 0; i < count * columns; i++) {
		const int row = (int)(i / columns), column = (int)(i % columns);

		if (PQgetisnull(result, row, column))
			continue;
		ret_rows->cells[i] =
			arena_copy(db->arena, (struct text){PQgetvalue(result, row, column),
						      (size_t)PQgetlength(result, row, column)})
				.data;
	}
}

static enum err finish(struct owner_db *db, PGresult *result, struct owner_rows *ret_rows)
{
	const ExecStatusType status = PQresultStatus(result);
	enum err err = ERR_NONE;

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		err = fail(db, result);
	else if (ret_rows)
		copy_rows(db, result, ret_rows);
	PQclear(result);
	return err;
}

/* Nothing is sent once the command was told to end: a transaction that is open goes with the
 * connection. */
static bool was_told_to_end(struct owner_db *db)
{
	static const char query_canceled[] = "57014";

	if (!db->patience || !owner_patience_is_over(db->patience))
		return false;
	snprintf(db->sqlstate, sizeof db->sqlstate, "%s", query_canceled);
	db->fault = "it was told to end.";
	return true;
}

enum err owner_db_run(struct owner_db *db, struct owner_rows *ret_rows, const char *statement,
	const struct owner_value *values, size_t count)
{
	const char *data[VALUES_MAX];
	int sizes[VALUES_MAX], formats[VALUES_MAX];

	assert(count <= VALUES_MAX);
	if (was_told_to_end(db))
		return ERR_BUSY;
	for (size_t i = 0; i < count; i++) {
		data[i] = values[i].data;
		sizes[i] = (int)values[i].size;
		formats[i] = values[i].is_bytes;
	}
	if (!db->patience)
		return finish(db,
			PQexecParams(db->connection, statement, (int)count, NULL, data, sizes,
				formats, 0),
			ret_rows);
	(void)PQsendQueryParams(
		db->connection, statement, (int)count, NULL, data, sizes, formats, 0);
	return finish(db, owner_wait(db->connection, db->conninfo, db->patience), ret_rows);
}

enum err owner_db_script(struct owner_db *db, const char *text)
{
	if (was_told_to_end(db))
		return ERR_BUSY;
	if (!db->patience)
		return finish(db, PQexec(db->connection, text), NULL);
	(void)PQsendQuery(db->connection, text);
	return finish(db, owner_wait(db->connection, db->conninfo, db->patience), NULL);
}

/* Names and addresses are parameters, and an error's DETAIL quotes them. Only a superuser can keep
 * them out of PostgreSQL's log; for others doctor looks at its settings. */
static enum err keep_rows_out_of_log(struct owner_db *db)
{
	return owner_db_script(db,
		"SELECT set_config(name, value, false) FROM (VALUES\n"
		"  ('log_error_verbosity', 'terse'), ('log_parameter_max_length', '0'),\n"
		"  ('log_parameter_max_length_on_error', '0')) AS quiet (name, value)\n"
		"WHERE current_setting('is_superuser')::boolean");
}

static enum err refuse_empty(struct arena *arena, const char *setting, const char **ret_reason)
{
	*ret_reason = arena_string(arena,
		"The setting %s is empty: give it a PostgreSQL connection string, like "
		"\"host=/var/run/postgresql dbname=frontdesk\".",
		setting);
	return ERR_INVALID;
}

static enum err refuse_unreachable(
	struct arena *arena, const char *setting, const char *words, const char **ret_reason)
{
	*ret_reason = arena_string(arena,
		"PostgreSQL cannot be reached by the setting %s: %s. Check that it runs, "
		"and the host, port, login and password.",
		setting, words);
	return ERR_BUSY;
}

/* Takes the connection, also when it fails. */
static enum err begin(struct arena *arena, PGconn *connection, const char *conninfo,
	struct owner_db **ret_db, const char **ret_reason)
{
	struct owner_db *db = ARENA_NEW(arena, struct owner_db);

	db->arena = arena;
	db->connection = connection;
	db->conninfo = conninfo;
	PQsetNoticeProcessor(db->connection, ignore_notice, NULL);
	if (keep_rows_out_of_log(db)) {
		*ret_reason = db->fault;
		PQfinish(db->connection);
		return ERR_BUSY;
	}
	*ret_db = db;
	return ERR_NONE;
}

enum err owner_db_open(struct arena *arena, const char *setting, const char *conninfo,
	struct owner_db **ret_db, const char **ret_reason)
{
	PGconn *connection;
	enum err err;

	if (!*conninfo)
		return refuse_empty(arena, setting, ret_reason);
	connection = connect_to(conninfo);
	if (PQstatus(connection) == CONNECTION_OK)
		return begin(arena, connection, conninfo, ret_db, ret_reason);
	err = refuse_unreachable(
		arena, setting, quote(arena, PQerrorMessage(connection)), ret_reason);
	PQfinish(connection);
	return err;
}

/* --- as the server connects ------------------------------------------------------------------- */
static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool await_connection(PGconn *connection, int64_t deadline_ms)
{
	PostgresPollingStatusType status = PGRES_POLLING_WRITING;

	while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) {
		struct pollfd wait = {.fd = PQsocket(connection),
			.events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT};
		const int64_t left_ms = deadline_ms - now_ms();

		if (wait.fd < 0 || left_ms <= 0 || poll(&wait, 1, (int)left_ms) < 1)
			return false;
		status = PQconnectPoll(connection);
	}
	return status == PGRES_POLLING_OK;
}

static unsigned count_hosts(struct arena *arena, const char *conninfo)
{
	const char *hosts = owner_db_keyword(arena, conninfo, "host");
	unsigned count = 1;

	for (; hosts && *hosts; hosts++)
		count += *hosts == ',' ? 1 : 0;
	return count;
}

static enum err refuse_pooler(struct arena *arena, const char *words, const char **ret_reason)
{
	*ret_reason = arena_string(arena,
		"The setting database leads to a pooler, which does not take a session's settings: "
		"%s. Frontdesk keeps few connections and shares them by itself: give database the "
		"host and port of PostgreSQL, not those of PgBouncer.",
		words);
	return ERR_INVALID;
}

static enum err judge(struct arena *arena, PGconn *connection, bool is_connected,
	struct owner_db **ret_db, const char **ret_reason)
{
	const char *words = quote(arena, PQerrorMessage(connection));
	enum err err;

	if (is_connected && db_connect_kept_settings(connection))
		return begin(arena, connection, "", ret_db, ret_reason);
	if (is_connected)
		err = refuse_pooler(arena, "it left them out", ret_reason);
	else if (strstr(words, "unsupported startup parameter"))
		err = refuse_pooler(arena, words, ret_reason);
	else
		err = refuse_unreachable(arena, "database",
			*words ? words : "it does not answer in time", ret_reason);
	PQfinish(connection);
	return err;
}

enum err owner_db_open_as_server(struct arena *arena, const char *conninfo, int wait_ms,
	struct owner_db **ret_db, const char **ret_reason)
{
	const struct db_session session = {.name = "frontdesk doctor", .statement_ms = 3000};
	const unsigned hosts = count_hosts(arena, conninfo);
	enum err err = ERR_BUSY;

	if (!*conninfo)
		return refuse_empty(arena, "database", ret_reason);
	for (unsigned attempt = 0; attempt < hosts && err == ERR_BUSY; attempt++) {
		PGconn *connection = db_connect_start(conninfo, &session, attempt);

		err = judge(arena, connection, await_connection(connection, now_ms() + wait_ms),
			ret_db, ret_reason);
	}
	return err;
}

const char *owner_db_fault(const struct owner_db *db)
{
	return db->fault;
}

bool owner_db_was_held_up(const struct owner_db *db)
{
	static const char lock_not_available[] = "55P03", deadlock_detected[] = "40P01";

	return strcmp(db->sqlstate, lock_not_available) == 0 ||
	       strcmp(db->sqlstate, deadlock_detected) == 0;
}

bool owner_db_is_connected(const struct owner_db *db)
{
	return PQstatus(db->connection) == CONNECTION_OK;
}

const char *owner_cell(const struct owner_rows *rows, size_t row, size_t column)
{
	return rows->cells[row * rows->columns + column];
}

struct text owner_cell_bytes(
	struct owner_db *db, const struct owner_rows *rows, size_t row, size_t column)
{
	const char *cell = owner_cell(rows, row, column);
	struct text bytes = TEXT_ABSENT;
	unsigned char *opened;
	size_t size;

	if (!cell)
		return bytes;
	opened = PQunescapeBytea((const unsigned char *)cell, &size);
	if (opened)
		bytes = arena_copy(db->arena, (struct text){(const char *)opened, size});
	PQfreemem(opened);
	return bytes;
}

bool owner_cell_is_true(const struct owner_rows *rows, size_t row, size_t column)
{
	const char *cell = owner_cell(rows, row, column);

	return cell && *cell == 't';
}

const char *owner_db_keyword(struct arena *arena, const char *conninfo, const char *keyword)
{
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
	const char *value = NULL;

	for (const PQconninfoOption *each = options; each && each->keyword; each++)
		if (strcmp(each->keyword, keyword) == 0 && each->val && *each->val)
			value = arena_copy(arena, text_from(each->val)).data;
	PQconninfoFree(options);
	return value;
}

bool owner_db_login(
	struct arena *arena, const char *conninfo, const char **ret_user, const char **ret_password)
{
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);

	if (!options)
		return false;
	for (const PQconninfoOption *option = options; option->keyword; option++) {
		const char *value =
			option->val ? arena_copy(arena, text_from(option->val)).data : NULL;

		if (strcmp(option->keyword, "user") == 0)
			*ret_user = value;
		else if (strcmp(option->keyword, "password") == 0)
			*ret_password = value;
	}
	PQconninfoFree(options);
	return true;
}

enum err owner_db_set_password(struct owner_db *db, const char *role, const char *password)
{
	char *verifier = PQencryptPasswordConn(db->connection, password, role, "scram-sha-256");
	const char *statement;

	if (!verifier) {
		db->fault = "The gateway's password cannot be prepared.";
		return ERR_INVALID;
	}
	/* A verifier is base64 with $ and : between its parts: nothing in it needs quoting. */
	statement = arena_string(db->arena, "ALTER ROLE %s PASSWORD '%s'", role, verifier);
	PQfreemem(verifier);
	return owner_db_script(db, statement);
}

int owner_db_library_version(void)
{
	return PQlibVersion();
}
