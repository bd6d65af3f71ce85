/*
 * What becomes of a batch that failed. It is parked whole when that passes, or when some of it was
 * stored before; split until the row at fault is alone, judged with its tenant, or sent once more
 * for the dead letters; nothing is dropped. Who was parked is taken again when due.
 */
#ifndef FRONTDESK_WRITER_FAIL_H
#define FRONTDESK_WRITER_FAIL_H

#include "writer/flight.h"

struct writer;
struct writer_failures;

struct writer_failures *writer_failures_new(struct writer *writer);
/* Drops what is parked, unanswered. */
void writer_failures_free(struct writer_failures **failures);

/* Parks, splits, buries or judges what PostgreSQL refused, as its fault wants. */
void writer_fail_batch(struct writer_failures *failures, const struct writer_flight *was,
	struct writer_batch *batch);
/* The connection went while the batch was under way. Whether it was committed nobody knows: the
 * same ids are sent again, and nothing doubles. */
void writer_fail_lost(struct writer_failures *failures, struct writer_batch *batch);
/* To be tried again, a while from now. */
void writer_fail_again(struct writer_failures *failures, struct writer_batch *batch);

/* A batch was stored: proof against who takes the connection with it. */
void writer_failures_note_commit(struct writer_failures *failures);
/* The connection is back: what may be harmless is due at once. */
void writer_failures_hasten(struct writer_failures *failures);
/* Whether nothing would succeed now. */
bool writer_failures_hold(const struct writer_failures *failures);
/* The first that is due, harmless ones alone or all; NULL: none. */
struct writer_batch *writer_failures_take(struct writer_failures *failures, bool is_harmless);
/* Whether, after a loss, another batch is to be sent before what may have been its cause; one has
 * been sent. */
bool writer_failures_give_way(const struct writer_failures *failures);
void writer_failures_note_sent(struct writer_failures *failures);
/* Pumps the writer once the next one is due. */
void writer_failures_await(struct writer_failures *failures);

#endif
