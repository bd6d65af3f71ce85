/* Rows as bytes. */
#include "spool/row.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { VERSION = 1, FIXED_SIZE = 1 + 3 * 16 + 8 + FINGERPRINT_SIZE + 1 + 1 + 4 };

/* --- lists ----------------------------------------------------------------------------------- */

void spool_rows_add(struct spool_rows *rows, struct spool_row *row)
{
	row->next = NULL;
	*(rows->last ? &rows->last->next : &rows->first) = row;
	rows->last = row;
	rows->count++;
}

void spool_rows_join(struct spool_rows *rows, struct spool_rows *others)
{
	if (!others->first)
		return;
	*(rows->last ? &rows->last->next : &rows->first) = others->first;
	rows->last = others->last;
	rows->count += others->count;
	*others = (struct spool_rows){NULL};
}

struct spool_row *spool_rows_take(struct spool_rows *rows)
{
	struct spool_row *row = rows->first;
	if (!row)
		return NULL;
	rows->first = row->next;
	if (!rows->first)
		rows->last = NULL;
	rows->count--;
	row->next = NULL;
	return row;
}

void spool_rows_free(struct spool_rows *rows)
{
	for (struct spool_row *row = spool_rows_take(rows); row; row = spool_rows_take(rows))
		spool_row_free(&row);
}

/* --- one row --------------------------------------------------------------------------------- */

struct spool_row *spool_row_new(const struct spool_row *of)
{
	struct spool_row *row = memory_new(sizeof(*row) + of->sealed.size);
	*row = *of;
	memcpy(row->bytes, of->sealed.data, of->sealed.size);
	row->sealed.data = row->bytes;
	return row;
}

void spool_row_free(struct spool_row **row)
{
	free(*row);
	*row = NULL;
}

size_t spool_row_size(const struct spool_row *row)
{
	return FIXED_SIZE + strlen(row->sender_type) + strlen(row->sender_id) + row->sealed.size;
}

/* --- its form -------------------------------------------------------------------------------- */

static char *put(char *to, const void *bytes, size_t size)
{
	memcpy(to, bytes, size);
	return to + size;
}

struct text spool_row_encode(struct arena *arena, const struct spool_row *row)
{
	const size_t size = spool_row_size(row);
	const uint8_t version = VERSION, type_size = (uint8_t)strlen(row->sender_type),
		      id_size = (uint8_t)strlen(row->sender_id);
	const uint64_t created_at = htole64((uint64_t)row->created_at_us);
	const uint32_t sealed_size = htole32((uint32_t)row->sealed.size);
	char *plain = arena_alloc(arena, size), *end = plain;
	end = put(end, &version, 1);
	end = put(end, &row->tenant_id, 16);
	end = put(end, &row->session_id, 16);
	end = put(end, &row->id, 16);
	end = put(end, &created_at, 8);
	end = put(end, row->fingerprint, FINGERPRINT_SIZE);
	end = put(end, &type_size, 1);
	end = put(end, &id_size, 1);
	end = put(end, &sealed_size, 4);
	end = put(end, row->sender_type, type_size);
	end = put(end, row->sender_id, id_size);
	(void)put(end, row->sealed.data, row->sealed.size);
	return (struct text){plain, size};
}

/* What is left to read. */
static void get(struct text *rest, void *ret, size_t size)
{
	memcpy(ret, rest->data, size);
	rest->data += size;
	rest->size -= size;
}

static bool is_word(struct text text)
{
	return memchr(text.data, '\0', text.size) == NULL;
}

enum err spool_row_decode(struct text plain, struct spool_row **ret_row)
{
	struct spool_row head = {NULL};
	uint8_t version, type_size, id_size;
	uint64_t created_at;
	uint32_t sealed_size;
	if (plain.size < FIXED_SIZE || plain.size > SPOOL_CONTENT_MAX)
		return ERR_INVALID;
	get(&plain, &version, 1);
	get(&plain, &head.tenant_id, 16);
	get(&plain, &head.session_id, 16);
	get(&plain, &head.id, 16);
	get(&plain, &created_at, 8);
	get(&plain, head.fingerprint, FINGERPRINT_SIZE);
	get(&plain, &type_size, 1);
	get(&plain, &id_size, 1);
	get(&plain, &sealed_size, 4);
	sealed_size = le32toh(sealed_size);
	if (version != VERSION || type_size >= sizeof(head.sender_type) ||
		id_size >= sizeof(head.sender_id) ||
		plain.size != (size_t)type_size + id_size + sealed_size ||
		!is_word((struct text){plain.data, (size_t)type_size + id_size}))
		return ERR_INVALID;
	head.created_at_us = (int64_t)le64toh(created_at);
	get(&plain, head.sender_type, type_size);
	get(&plain, head.sender_id, id_size);
	head.sealed = plain;
	*ret_row = spool_row_new(&head);
	return ERR_NONE;
}
