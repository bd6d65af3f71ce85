/*
 * The operator's connection to PostgreSQL: one statement after the other, each waited for. Only the
 * commands use it, which have no loop to block; the server never does.
 *
 * A failure leaves a sentence behind (owner_db_fault) and the caller just gives up: whoever started
 * the command prints it. It names what PostgreSQL said without the DETAIL, which may quote rows.
 */
#ifndef FRONTDESK_OWNER_DB_H
#define FRONTDESK_OWNER_DB_H

#include "base/arena.h"
#include "base/err.h"

struct owner_db;

/* What a command does that may have to wait long. It outlives the connection. */
struct owner_patience {
	int stop; /* a descriptor: once it can be read what runs is cancelled, and nothing is begun
		   */
	const char *title; /* what it says for whom it waits begins with this, on standard error */
};

/* A parameter. A NULL `data` is SQL's NULL. Borrowed for the run. */
struct owner_value {
	const char *data;
	size_t size;
	bool is_bytes; /* a bytea, sent as it is */
};

/* What a statement returned, as texts in the connection's arena. */
struct owner_rows {
	size_t count, columns;
	const char **cells; /* row by row; NULL is SQL's NULL */
};

/* Connects; ERR_BUSY, with a sentence (arena) that names the remedy. `setting` is the setting that
 * `conninfo` came from. The arena outlives the connection. */
enum err owner_db_open(struct arena *arena, const char *setting, const char *conninfo,
	struct owner_db **ret_db, const char **ret_reason);
/* The same, as the server itself connects: with its options, and each of several hosts begun with
 * once, `wait_ms` for each. ERR_INVALID where it will never do: a pooler that takes no settings. */
enum err owner_db_open_as_server(struct arena *arena, const char *conninfo, int wait_ms,
	struct owner_db **ret_db, const char **ret_reason);
/* Closes; an open transaction is rolled back. Accepts NULL, leaves NULL. */
void owner_db_close(struct owner_db **db);

/* From now on a statement that waits for others says for whom: after some seconds, and whenever it
 * is for others. */
void owner_db_set_patience(struct owner_db *db, const struct owner_patience *patience);
/* Whether it was told to end. */
bool owner_patience_is_over(const struct owner_patience *patience);

/* From now on what statements return, and faults, go into this arena, for who reads more than
 * memory holds. Answers the one before, which is to be given back. */
struct arena *owner_db_use(struct owner_db *db, struct arena *arena);

struct owner_value owner_text(const char *text);
struct owner_value owner_bytes(struct text bytes);

/* Runs one statement; `ret_rows` may be NULL. */
enum err owner_db_run(struct owner_db *db, struct owner_rows *ret_rows, const char *statement,
	const struct owner_value *values, size_t count);
/* OWNER_RUN(db, &rows, "SELECT … $1", owner_text(id)); at least one value. */
#define OWNER_RUN(db, ret_rows, statement, ...)                                                \
	owner_db_run((db), (ret_rows), (statement), (const struct owner_value[]){__VA_ARGS__}, \
		sizeof((const struct owner_value[]){__VA_ARGS__}) / sizeof(struct owner_value))
/* Runs a text of several statements, as one transaction unless one is open already. */
enum err owner_db_script(struct owner_db *db, const char *text);
/* The last failure's sentence; NULL when nothing failed. */
const char *owner_db_fault(const struct owner_db *db);
/* Whether the last failure was others' locks: a wait for too long, or a ring of waiters. */
bool owner_db_was_held_up(const struct owner_db *db);
/* False once the connection is lost; another must be opened. */
bool owner_db_is_connected(const struct owner_db *db);

/* A cell; NULL for SQL's NULL. */
const char *owner_cell(const struct owner_rows *rows, size_t row, size_t column);
/* A bytea's bytes, in the arena; absent for NULL. */
struct text owner_cell_bytes(
	struct owner_db *db, const struct owner_rows *rows, size_t row, size_t column);
bool owner_cell_is_true(const struct owner_rows *rows, size_t row, size_t column);

/* What a connection string says of a keyword of libpq's; NULL: nothing, or it is malformed. */
const char *owner_db_keyword(struct arena *arena, const char *conninfo, const char *keyword);
/* Which login and password a connection string asks for; absent ones are NULL. False when it is
 * malformed. */
bool owner_db_login(struct arena *arena, const char *conninfo, const char **ret_user,
	const char **ret_password);
/* Gives a role this password; the server sees its SCRAM verifier only (RFC 5802). */
enum err owner_db_set_password(struct owner_db *db, const char *role, const char *password);
/* libpq's version, as PostgreSQL counts: 150010 is 15.10. */
int owner_db_library_version(void);

#endif
