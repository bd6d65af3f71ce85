/*
 * Rows out of the spool: those that memory let go of, and those of dead workers. A segment at a
 * time is read, when little that was read before is left, and while PostgreSQL answers. A record
 * names its tenant; the tenant is looked up before its rows join the stock. Of a deleted tenant
 * they are dropped; under keys that cannot be opened they stay in the spool.
 */
#ifndef FRONTDESK_WRITER_RETURN_H
#define FRONTDESK_WRITER_RETURN_H

#include "spool/row.h"

struct writer;
struct writer_return;

struct writer_return *writer_return_new(struct writer *writer);
void writer_return_free(struct writer_return **back);
/* Reads back what is in no memory, when there is little to do. */
void writer_return_look(struct writer_return *back);
/* What the spool has read. Takes the rows. */
void writer_return_take(struct writer_return *back, struct spool_rows *rows);

#endif
