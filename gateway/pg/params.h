/* Parameters of a statement as libpq wants them, copied into an arena: binary, but for texts. */
#ifndef FRONTDESK_DB_PARAMS_H
#define FRONTDESK_DB_PARAMS_H

#include "pg/statement.h"

struct db_params {
	const char *values[SQL_PARAMS_MAX]; /* NULL is SQL's NULL */
	int lengths[SQL_PARAMS_MAX];
	int formats[SQL_PARAMS_MAX];
	int count;
};

/* OIDs of pg_type.dat. */
enum {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_INT8 = 20,
	OID_TEXT = 25,
	OID_UUID = 2950,
	OID_TIMESTAMPTZ = 1184,
	OID_JSONB = 3802,
	OID_TEXT_ARRAY = 1009,
	OID_UUID_ARRAY = 2951,
	OID_BYTEA_ARRAY = 1001,
	OID_INT8_ARRAY = 1016,
	OID_TIMESTAMPTZ_ARRAY = 1185
};

/* PostgreSQL counts microseconds from 2000-01-01, UTC. */
#define DB_EPOCH_US INT64_C(946684800000000)

void db_params_add(struct db_params *params, struct arena *arena, const struct sql_value *value);

/* A one-dimensional array in the making (array_recv, src/backend/utils/adt/arrayfuncs.c). */
struct db_array {
	char *data;
	size_t size, capacity;
};

/* `content` is how many bytes the elements have in all. */
void db_array_init(struct db_array *array, struct arena *arena, uint32_t element_oid, size_t count,
	size_t content);
void db_array_add(struct db_array *array, const void *bytes, size_t size);
void db_array_add_int64(struct db_array *array, int64_t value);
void db_params_add_array(struct db_params *params, const struct db_array *array);

#endif
