/*
 * What the files that make writer.h work share: writer.c (queue and batches), fail.c (batches that
 * failed), keep.c (rows into the spool), return.c (rows out of it), tenant.c (is a tenant there?).
 */
#ifndef FRONTDESK_WRITER_PRIVATE_H
#define FRONTDESK_WRITER_PRIVATE_H

#include "call/parts.h"
#include "spool/spool.h"
#include "writer/flight.h"
#include "writer/parked.h"
#include "writer/queue.h"
#include "writer/writer.h"

enum {
	WRITER_ROWS = 65536, /* in memory at most, and 64 MB of them; a tenant's eighth */
	WRITER_BYTES = 64 * 1024 * 1024,
	WRITER_TENANT_SHARE = 8
};

struct flush_timer;

/* A question under way: is this tenant there? Answered exactly once. */
struct writer_ask {
	struct writer_ask *next;
	struct writer *writer; /* NULL: it has gone meanwhile */
	struct uuid tenant_id;
	enum err err;
	void (*then)(struct writer *writer, const struct writer_ask *ask, struct tenant *tenant);
};

struct writer {
	struct parts *parts;
	writer_stored stored;
	struct db_link link;
	struct writer_queue queue;     /* as they came */
	struct writer_queue returned;  /* read back from the spool */
	size_t pending, pending_bytes; /* in memory: queued, under way and parked */
	size_t returned_pending;       /* of these, read back */
	uint64_t next_order, next_returned_order, commits;
	struct flush_timer *flush;
	bool is_flush_due, is_closing;
	bool is_queue_turn; /* after a loss: before what may have been its cause */
	struct writer_flight flight;
	struct writer_parked parked;
	struct timer retry;
	uint64_t held_until_ms;
	uint64_t drain_end_ms; /* 0: not draining */
	/* keep.c's */
	struct spool *spool; /* NULL: none */
	writer_kept kept;
	struct writer_item *oldest, *newest; /* not kept, and not on the way to it */
	size_t unkept;                       /* neither kept nor stored */
	struct timer keep_due;
	/* return.c's */
	struct spool_row **back; /* read back, by tenant: their tenants are looked up one by one */
	size_t back_count, back_at;
	struct timer back_again;
	/* tenant.c's */
	struct writer_ask *asks;
	struct writer_parked judged; /* their tenants' batches */
};

/* Sends the next batch when none is under way. */
void writer_pump(struct writer *writer);
/* Each item's result is set: tells of it, and frees all. */
void writer_finish(struct writer *writer, struct writer_batch *batch);
/* Lets go of a row in memory; it is nowhere else in the writer. */
void writer_drop(struct writer *writer, struct writer_item *item);
/* Whether PostgreSQL answers, as far as is known. */
bool writer_is_connected(const struct writer *writer);

/* Parks, splits, buries or judges what PostgreSQL refused, as its fault wants. */
void writer_fail_batch(
	struct writer *writer, const struct writer_flight *was, struct writer_batch *batch);
/* The connection went while the batch was under way. Whether it was committed nobody knows: the
 * same ids are sent again, and nothing doubles. */
void writer_fail_lost(struct writer *writer, struct writer_batch *batch);
/* To be tried again, a while from now. */
void writer_fail_again(struct writer *writer, struct writer_batch *batch);

void writer_keep_start(struct writer *writer);
void writer_keep_stop(struct writer *writer);
/* A new row begins its 250 ms. */
void writer_keep_begin(struct writer *writer, struct writer_item *item);
/* It is stored, or dropped: the spool need not keep it. */
void writer_keep_end(struct writer *writer, struct writer_item *item);
/* Gives every row to the spool now. */
void writer_keep_hurry(struct writer *writer);
/* Lets a kept row leave memory, to be read back after the delay. */
void writer_keep_forget(struct writer *writer, struct writer_item *item, uint64_t delay_ms);
extern const struct spool_owner writer_spool_owner;

void writer_return_stop(struct writer *writer);
/* Reads back what is in no memory, when there is little to do. */
void writer_return_look(struct writer *writer);
/* What the spool has read. */
void writer_return_take(struct writer *writer, struct spool_rows *rows);

void writer_tenant_stop(struct writer *writer);
/* `then` hears ERR_NONE with the tenant (suspended or not), ERR_ABSENT when it has been deleted,
 * ERR_UNREADABLE, or ERR_BUSY when nobody knows. Later. */
void writer_tenant_ask(struct writer *writer, struct uuid tenant_id,
	void (*then)(struct writer *writer, const struct writer_ask *ask, struct tenant *tenant));
/* A batch of one tenant whose scope cannot be entered: ends it when the tenant has been deleted,
 * keeps it otherwise. */
void writer_tenant_judge(struct writer *writer, struct writer_batch *batch);

#endif
