/* Statements as the generator writes them, what they are given, and what they answer. */
#ifndef FRONTDESK_STATEMENT_H
#define FRONTDESK_STATEMENT_H

#include "call/call.h"

enum sql_type {
	SQL_TEXT,
	SQL_UUID,
	SQL_INT,
	SQL_BOOL,
	SQL_BYTES,
	SQL_TIME, /* microseconds since 1970 */
	SQL_JSON,
	SQL_TEXTS, /* text[] */
};

struct sql_value {
	enum sql_type type;
	bool is_null;
	union {
		struct text text; /* TEXT, BYTES, JSON: borrowed until the call's next step */
		struct uuid uuid;
		int64_t integer; /* INT, TIME */
		bool boolean;
		struct {
			const struct text *items;
			size_t count;
		} texts;
	};
};

enum { SQL_PARAMS_MAX = 16 };

enum sql_scope { SQL_CONTROL, SQL_TENANT };
enum sql_returns {
	SQL_NOTHING,
	SQL_ROWS,       /* 0..n */
	SQL_ROW,        /* exactly one: none is ERR_ABSENT */
	SQL_JSON_VALUE, /* one row, one column; none is ERR_ABSENT */
	SQL_SEALED,     /* 0..n of the seven columns of sealed.h, opened and spliced */
	SQL_ROW_SEALED  /* the first row's own columns, as SQL_ROW; those seven in the next rows */
};

/* What the generator writes, one a statement, const. */
struct sql_statement {
	const char *name;
	const char *text; /* with the placeholder of own_names.h */
	enum sql_scope scope;
	enum sql_returns returns;
	bool is_write;
	bool is_slow; /* has connections and limits of its own: slow.h */
	uint32_t oids[SQL_PARAMS_MAX];
	size_t param_count;
	const char *sealed_table, *sealed_column; /* where sealed bytes stand */
};

struct sql_answer {
	enum err err;     /* ERR_ABSENT when a statement that returns one value found none */
	struct text json; /* SQL_JSON_VALUE: the call's arena's */
	size_t row_count; /* SQL_ROWS, SQL_ROW, SQL_ROW_SEALED (1) */
	const void *rows; /* db's own */
	/* SQL_SEALED, SQL_ROW_SEALED: each sealed row's object; the call's arena's */
	const struct text *items;
	size_t item_count;
};

typedef struct next (*sql_then)(struct call *call, const struct sql_answer *answer);

/* Reading rows, binary format, for the generated row readers. NULL gives false / absent, and
 * leaves *ret_… alone. Texts are borrowed from the answer. */
struct text db_cell_text(const struct sql_answer *answer, size_t row, size_t column);
bool db_cell_uuid(
	const struct sql_answer *answer, size_t row, size_t column, struct uuid *ret_uuid);
bool db_cell_int(const struct sql_answer *answer, size_t row, size_t column, int64_t *ret_value);
bool db_cell_bool(const struct sql_answer *answer, size_t row, size_t column, bool *ret_value);
/* Microseconds since 1970. */
bool db_cell_time(const struct sql_answer *answer, size_t row, size_t column, int64_t *ret_time_us);

#endif
