/* Decoding PostgreSQL's binary protocol. A column of another type than asked for reads as NULL. */
#include "pg/cells.h"

#include <endian.h>
#include <libpq-fe.h>
#include <string.h>

#include "pg/params.h"

const struct db_rows *db_rows_copy(struct arena *arena, const struct pg_result *result)
{
	struct db_rows *rows = ARENA_NEW(arena, struct db_rows);
	rows->row_count = (size_t)PQntuples(result);
	rows->column_count = (size_t)PQnfields(result);
	uint32_t *types = arena_array(arena, rows->column_count, sizeof(*types));
	struct text *cells =
		arena_array(arena, rows->row_count * rows->column_count, sizeof(*cells));
	for (size_t column = 0; column < rows->column_count; column++)
		types[column] = PQftype(result, (int)column);
	for (size_t i = 0; i < rows->row_count * rows->column_count; i++) {
		int row = (int)(i / rows->column_count), column = (int)(i % rows->column_count);
		if (PQgetisnull(result, row, column))
			continue;
		cells[i] = arena_copy(arena, (struct text){PQgetvalue(result, row, column),
						     (size_t)PQgetlength(result, row, column)});
	}
	rows->types = types;
	rows->cells = cells;
	return rows;
}

void db_answer_rows(struct sql_answer *answer, const struct db_rows *rows)
{
	answer->rows = rows;
	answer->row_count = rows->row_count;
}

struct text db_rows_text(const struct db_rows *rows, size_t row, size_t column)
{
	if (!rows || row >= rows->row_count || column >= rows->column_count)
		return TEXT_ABSENT;
	struct text cell = rows->cells[row * rows->column_count + column];
	if (rows->types[column] != OID_JSONB || cell.size == 0)
		return cell;
	return (struct text){cell.data + 1, cell.size - 1};
}

struct text db_cell_text(const struct sql_answer *answer, size_t row, size_t column)
{
	return db_rows_text(answer->rows, row, column);
}

/* Whether the cell has this very size; its bytes are then copied. */
static bool read_cell(
	const struct sql_answer *answer, size_t row, size_t column, void *ret_bytes, size_t size)
{
	struct text cell = db_cell_text(answer, row, column);
	if (text_is_absent(cell) || cell.size != size)
		return false;
	memcpy(ret_bytes, cell.data, size);
	return true;
}

bool db_cell_uuid(const struct sql_answer *answer, size_t row, size_t column, struct uuid *ret_uuid)
{
	return read_cell(answer, row, column, ret_uuid->bytes, sizeof(ret_uuid->bytes));
}

/* smallint, integer and bigint are told apart by their size. */
bool db_cell_int(const struct sql_answer *answer, size_t row, size_t column, int64_t *ret_value)
{
	uint64_t eight;
	uint32_t four;
	uint16_t two;
	if (read_cell(answer, row, column, &eight, sizeof(eight)))
		*ret_value = (int64_t)be64toh(eight);
	else if (read_cell(answer, row, column, &four, sizeof(four)))
		*ret_value = (int32_t)be32toh(four);
	else if (read_cell(answer, row, column, &two, sizeof(two)))
		*ret_value = (int16_t)be16toh(two);
	else
		return false;
	return true;
}

bool db_cell_bool(const struct sql_answer *answer, size_t row, size_t column, bool *ret_value)
{
	uint8_t byte;
	if (!read_cell(answer, row, column, &byte, sizeof(byte)))
		return false;
	*ret_value = byte != 0;
	return true;
}

bool db_cell_time(const struct sql_answer *answer, size_t row, size_t column, int64_t *ret_time_us)
{
	uint64_t wire;
	if (!read_cell(answer, row, column, &wire, sizeof(wire)))
		return false;
	*ret_time_us = (int64_t)be64toh(wire) + DB_EPOCH_US;
	return true;
}
