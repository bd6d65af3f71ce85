/* A result's rows, copied out of libpq's memory into an arena: answers outlive the result. */
#ifndef FRONTDESK_DB_CELLS_H
#define FRONTDESK_DB_CELLS_H

#include "pg/statement.h"

struct db_rows {
	size_t row_count, column_count;
	const uint32_t *types;    /* OIDs, one a column */
	const struct text *cells; /* row by row; absent is NULL */
};

struct pg_result;
/* `result` holds tuples in binary format. */
const struct db_rows *db_rows_copy(struct arena *arena, const struct pg_result *result);
/* Makes rows the answer's, so that db_cell_… can read them. */
void db_answer_rows(struct sql_answer *answer, const struct db_rows *rows);
/* A cell as text, a JSON one without jsonb's version byte; absent when NULL or not there. */
struct text db_rows_text(const struct db_rows *rows, size_t row, size_t column);

#endif
