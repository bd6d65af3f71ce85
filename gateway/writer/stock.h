/*
 * The rows in memory: 65,536 at most and 64 MB of them, a tenant's eighth. Some wait here for their
 * turn, as they came or as they were read back from the spool; what travels in a batch counts until
 * it is dropped.
 */
#ifndef FRONTDESK_WRITER_STOCK_H
#define FRONTDESK_WRITER_STOCK_H

#include "writer/batch.h"

struct env;
struct writer_stock;

struct writer_stock *writer_stock_new(const struct env *env);
/* Drops who waits, unanswered. */
void writer_stock_free(struct writer_stock **stock);

bool writer_stock_has_room(const struct writer_stock *stock, const struct writer_row *row);
/* Half of what there may be is for rows that are not kept yet: whether the other half is full. */
bool writer_stock_is_crowded(const struct writer_stock *stock, const struct tenant *tenant);
/* Copies the row, which waits. */
struct writer_item *writer_stock_put(struct writer_stock *stock, const struct writer_row *row);
/* The same for one that was read back: older than what comes, and first in its session. */
void writer_stock_return(
	struct writer_stock *stock, const struct spool_row *row, struct tenant *tenant);
/* Lets go of a row, which may wait still, and is nowhere else in the writer. */
void writer_stock_drop(struct writer_stock *stock, struct writer_item *item);

/* Takes a batch's rows, up to 1,024, of as many tenants as `db_tenants` says, and a part of them
 * read back. NULL when nothing waits, or what does is little and may wait on (is_due: not any
 * more). */
struct writer_batch *writer_stock_take(struct writer_stock *stock, bool is_due);
/* Whether one that came waits. */
bool writer_stock_has_waiting(const struct writer_stock *stock);
/* How many there are, and how many of them were read back. */
size_t writer_stock_count(const struct writer_stock *stock);
size_t writer_stock_count_returned(const struct writer_stock *stock);

#endif
