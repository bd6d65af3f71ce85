/*
 * Rows into the spool. A row that is not stored within 250 ms is given to it, at once while
 * PostgreSQL is known to be away; but while commits come in, and memory has room, only what has
 * waited for two seconds. Once it is on the disk, the service is told. Kept rows may leave memory:
 * when it fills, the newest do, and are read back later. Without a spool nothing is kept.
 */
#ifndef FRONTDESK_WRITER_KEEP_H
#define FRONTDESK_WRITER_KEEP_H

#include "writer/batch.h"

struct writer;
struct writer_keep;

/* `kept` may be NULL. */
struct writer_keep *writer_keep_new(struct writer *writer, writer_kept kept);
void writer_keep_free(struct writer_keep **keep);
/* A new row begins to wait. */
void writer_keep_begin(struct writer_keep *keep, struct writer_item *item);
/* It is stored, or dropped: the spool need not keep it. */
void writer_keep_end(struct writer_keep *keep, struct writer_item *item);
/* PostgreSQL has committed a batch. */
void writer_keep_note_commit(struct writer_keep *keep);
/* Gives every row to the spool now. */
void writer_keep_hurry(struct writer_keep *keep);
/* Gives those whose time has come: the spool may take rows again. */
void writer_keep_look(struct writer_keep *keep);
/* A row that was given comes back from the spool. Takes it. */
void writer_keep_take(struct writer_keep *keep, struct spool_row *row);
/* Lets a kept row leave memory, to be read back after the delay. */
void writer_keep_forget(struct writer_keep *keep, struct writer_item *item, uint64_t delay_ms);
/* How many rows are neither kept nor stored. */
size_t writer_keep_count_unkept(const struct writer_keep *keep);

#endif
