/* Encoding for PostgreSQL's binary protocol: network byte order, lengths in front. */
#include "pg/params.h"

#include <assert.h>
#include <endian.h>
#include <limits.h>
#include <string.h>

static void add(struct db_params *params, const char *data, size_t size, int format)
{
	assert(params->count < SQL_PARAMS_MAX && size <= INT_MAX);
	params->values[params->count] = data;
	params->lengths[params->count] = (int)size;
	params->formats[params->count] = format;
	params->count++;
}

static void add_copy(struct db_params *params, struct arena *arena, const void *bytes, size_t size)
{
	char *copy = arena_alloc(arena, size);
	memcpy(copy, bytes, size);
	add(params, copy, size, 1);
}

static void add_int64(struct db_params *params, struct arena *arena, int64_t value)
{
	uint64_t wire = htobe64((uint64_t)value);
	add_copy(params, arena, &wire, sizeof(wire));
}

static void add_texts(struct db_params *params, struct arena *arena, const struct sql_value *value)
{
	struct db_array array;
	size_t content = 0;
	for (size_t i = 0; i < value->texts.count; i++)
		content += value->texts.items[i].size;
	db_array_init(&array, arena, OID_TEXT, value->texts.count, content);
	for (size_t i = 0; i < value->texts.count; i++)
		db_array_add(&array, value->texts.items[i].data, value->texts.items[i].size);
	db_params_add_array(params, &array);
}

void db_params_add(struct db_params *params, struct arena *arena, const struct sql_value *value)
{
	if (value->is_null) {
		add(params, NULL, 0, 1);
		return;
	}
	switch (value->type) {
	case SQL_TEXT:
	case SQL_JSON: /* jsonb's text form: its binary one has a version in front */
		add(params, arena_copy(arena, value->text).data, value->text.size, 0);
		break;
	case SQL_BYTES:
		add(params, arena_copy(arena, value->text).data, value->text.size, 1);
		break;
	case SQL_UUID:
		add_copy(params, arena, value->uuid.bytes, sizeof(value->uuid.bytes));
		break;
	case SQL_INT:
		add_int64(params, arena, value->integer);
		break;
	case SQL_TIME:
		add_int64(params, arena, value->integer - DB_EPOCH_US);
		break;
	case SQL_BOOL:
		add_copy(params, arena, value->boolean ? "\1" : "\0", 1);
		break;
	case SQL_TEXTS:
		add_texts(params, arena, value);
		break;
	}
}

static void put_bytes(struct db_array *array, const void *bytes, size_t size)
{
	assert(size <= array->capacity - array->size);
	if (size > 0)
		memcpy(array->data + array->size, bytes, size);
	array->size += size;
}

static void put_int32(struct db_array *array, uint32_t value)
{
	uint32_t wire = htobe32(value);
	put_bytes(array, &wire, sizeof(wire));
}

void db_array_init(struct db_array *array, struct arena *arena, uint32_t element_oid, size_t count,
	size_t content)
{
	enum { HEAD_SIZE = 20, LENGTH_SIZE = 4 };
	array->capacity = HEAD_SIZE + count * LENGTH_SIZE + content;
	array->data = arena_alloc(arena, array->capacity);
	array->size = 0;
	put_int32(array, count > 0 ? 1 : 0); /* dimensions */
	put_int32(array, 0);                 /* no NULL inside */
	put_int32(array, element_oid);
	if (count > 0) {
		put_int32(array, (uint32_t)count);
		put_int32(array, 1); /* the first index */
	}
}

void db_array_add(struct db_array *array, const void *bytes, size_t size)
{
	put_int32(array, (uint32_t)size);
	put_bytes(array, bytes, size);
}

void db_array_add_int64(struct db_array *array, int64_t value)
{
	uint64_t wire = htobe64((uint64_t)value);
	db_array_add(array, &wire, sizeof(wire));
}

void db_params_add_array(struct db_params *params, const struct db_array *array)
{
	add(params, array->data, array->size, 1);
}
