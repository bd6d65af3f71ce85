/*
 * The writer: batches accepted messages into PostgreSQL over a connection of its own. In one
 * transaction it locks the counters of the batch in id order, then tenant by tenant enters the
 * scope and adds them, or where some may be known stores those that are not. Flushes at 256 rows,
 * 256 KB or 3 ms; behind a batch under way up to 1,024 rows gather, of as many tenants as
 * `db_tenants` says. A whole batch's failure retries the batch (same ids: nothing doubles); a row's
 * failure splits per tenant, then in halves, until the guilty row is alone and goes sealed to
 * control.dead_letters. What is not committed soon (writer/keep.h) is kept in the spool, where
 * there is one: it survives this process, and may leave its memory. What a dead worker's spool held
 * goes the same way as any row. Loop thread only.
 */
#ifndef FRONTDESK_WRITER_H
#define FRONTDESK_WRITER_H

#include "call/call.h"
#include "writer/row.h"

struct spool;
struct writer;

/* `spool` and `kept` may be NULL. */
struct writer *writer_new(
	struct parts *parts, struct spool *spool, writer_stored stored, writer_kept kept);
/* Copies the row. ERR_BUSY when memory (65,536 rows or 64 MB; a tenant's eighth) is full: with a
 * spool that takes rows it is not, however long PostgreSQL is away. */
enum err writer_put(struct writer *writer, const struct writer_row *row);
/* Rows in memory and not yet committed. */
size_t writer_pending(const struct writer *writer);
/* For a process that drains: gives every row to the spool, and tells whether it may end: nothing is
 * pending; or what is, is kept, and PostgreSQL does not take it (for 2 s, or is away). */
bool writer_is_drained(struct writer *writer);
/* Takes nothing more and stores what it has; closes its connection when nothing is pending. */
void writer_close(struct writer *writer);
/* Drops what is not stored, from memory: the spool has what was kept. The loop must run once more
 * for its handles. */
void writer_free(struct writer **writer);

#endif
