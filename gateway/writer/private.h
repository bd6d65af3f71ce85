/*
 * What the writer is made of, each part by its own type; what it does, and what it keeps, stands in
 * its own header. writer.c makes the parts, sends the batches, and does the rest of this.
 */
#ifndef FRONTDESK_WRITER_PRIVATE_H
#define FRONTDESK_WRITER_PRIVATE_H

#include "call/parts.h"

struct writer_batch;

struct writer {
	struct parts *parts;
	struct spool *spool; /* NULL: none */
	struct writer_stock *stock;
	struct writer_keep *keep;
	struct writer_return *back;
	struct writer_asks *asks;
	struct writer_judge *judge;
	struct writer_failures *failures;
};

/* Sends the next batch when none is under way. */
void writer_pump(struct writer *writer);
/* Each item's result is set: tells of it, and frees all. */
void writer_finish(struct writer *writer, struct writer_batch *batch);
/* Whether PostgreSQL answers, as far as is known. */
bool writer_is_connected(const struct writer *writer);
/* Whether it does, and more rows may be taken: nothing ends. */
bool writer_is_open(const struct writer *writer);

#endif
