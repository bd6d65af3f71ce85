/*
 * A message's row on its way into the spool or out of it: no pointers to what the loop owns, so
 * that it may cross to the spool's thread. And its form in a record, before sealing:
 *
 *     version 1 | tenant 16 | session 16 | id 16 | created at, microseconds 8 | fingerprint 16 |
 *     size of sender type 1 | size of sender id 1 | size of sealed content 4 | these three
 *
 * Numbers are little-endian.
 */
#ifndef FRONTDESK_SPOOL_ROW_H
#define FRONTDESK_SPOOL_ROW_H

#include "crypto/seal.h"

enum {
	SPOOL_CONTENT_MAX = 256 * 1024,              /* of a row in its form above */
	SPOOL_SEALED_MAX = SPOOL_CONTENT_MAX - 1024, /* of its content, so that every row fits */
	SPOOL_SENDER_TYPE_MAX = 7,
	SPOOL_SENDER_ID_MAX = 100
};

struct writer_item;

/* Where a row stands: the segment's number in this process, and its index there. */
struct spool_place {
	uint64_t segment; /* 0: nowhere */
	uint32_t index;
};

struct spool_row {
	struct spool_row *next;
	struct spool_place place; /* once kept */
	bool is_kept;
	struct writer_item *item; /* the writer's; NULL: it was stored meanwhile */
	struct uuid tenant_id, session_id, id;
	int64_t created_at_us;
	uint8_t fingerprint[FINGERPRINT_SIZE];
	char sender_type[SPOOL_SENDER_TYPE_MAX + 1];
	char sender_id[SPOOL_SENDER_ID_MAX + 1];
	struct text sealed; /* behind this struct */
	char bytes[];
};

/* Rows in their order; owns them. */
struct spool_rows {
	struct spool_row *first, *last;
	size_t count;
};

void spool_rows_add(struct spool_rows *rows, struct spool_row *row);
/* Moves all of one list behind the other. */
void spool_rows_join(struct spool_rows *rows, struct spool_rows *others);
/* The first, or NULL. */
struct spool_row *spool_rows_take(struct spool_rows *rows);
void spool_rows_free(struct spool_rows *rows);

/* A copy, with its sealed content behind it. */
struct spool_row *spool_row_new(const struct spool_row *row);
void spool_row_free(struct spool_row **row);
size_t spool_row_size(const struct spool_row *row);
/* The form above. */
struct text spool_row_encode(struct arena *arena, const struct spool_row *row);
/* ERR_INVALID for anything else. */
enum err spool_row_decode(struct text plain, struct spool_row **ret_row);

#endif
