/* The operator's connection: libpq, waiting. Results are copied into the arena at once. */
#include "pg/owner_db.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

enum { VALUES_MAX = 16, CONNECT_TIMEOUT_S = 10 };

struct owner_db {
	struct arena *arena;
	PGconn *connection;
	const char *fault;
};

static void ignore_notice(void *context, const char *message)
{
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

	db->fault = arena_string(db->arena, "PostgreSQL: %s (%s).",
		first_line(db->arena, primary ? primary : PQerrorMessage(db->connection)),
		state ? state : "08006");
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

enum err owner_db_run(struct owner_db *db, struct owner_rows *ret_rows, const char *statement,
	const struct owner_value *values, size_t count)
{
	const char *data[VALUES_MAX];
	int sizes[VALUES_MAX], formats[VALUES_MAX];

	assert(count <= VALUES_MAX);
	for (size_t i = 0; i < count; i++) {
		data[i] = values[i].data;
		sizes[i] = (int)values[i].size;
		formats[i] = values[i].is_bytes;
	}
	return finish(db,
		PQexecParams(db->connection, statement, (int)count, NULL, data, sizes, formats, 0),
		ret_rows);
}

enum err owner_db_script(struct owner_db *db, const char *text)
{
	return finish(db, PQexec(db->connection, text), NULL);
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

enum err owner_db_open(struct arena *arena, const char *setting, const char *conninfo,
	struct owner_db **ret_db, const char **ret_reason)
{
	struct owner_db *db;

	if (!*conninfo) {
		*ret_reason = arena_string(arena,
			"The setting %s is empty: give it a PostgreSQL connection string, like "
			"\"host=/var/run/postgresql dbname=frontdesk\".",
			setting);
		return ERR_INVALID;
	}
	db = ARENA_NEW(arena, struct owner_db);
	db->arena = arena;
	db->connection = connect_to(conninfo);
	if (PQstatus(db->connection) != CONNECTION_OK) {
		*ret_reason = arena_string(arena,
			"PostgreSQL cannot be reached by the setting %s: %s. Check that it runs, "
			"and the host, port, login and password.",
			setting, first_line(arena, PQerrorMessage(db->connection)));
		PQfinish(db->connection);
		return ERR_BUSY;
	}
	PQsetNoticeProcessor(db->connection, ignore_notice, NULL);
	if (keep_rows_out_of_log(db)) {
		*ret_reason = db->fault;
		PQfinish(db->connection);
		return ERR_BUSY;
	}
	*ret_db = db;
	return ERR_NONE;
}

const char *owner_db_fault(const struct owner_db *db)
{
	return db->fault;
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
