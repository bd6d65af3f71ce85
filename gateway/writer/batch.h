/*
 * Rows on their way to PostgreSQL together, sorted by tenant and session, and within one as they
 * came. A batch that fails for a row's sake is split: per tenant, then in halves, until the row is
 * alone.
 */
#ifndef FRONTDESK_WRITER_BATCH_H
#define FRONTDESK_WRITER_BATCH_H

#include "pg/errors.h"
#include "spool/row.h"
#include "writer/row.h"

struct writer_queue;

/* A row that the writer owns, with its sealed bytes behind it. Counts on its tenant. */
struct writer_item {
	struct writer_queue *queue; /* that it waits in; NULL: none */
	struct writer_item *next, *previous;
	struct writer_item *older, *younger; /* among those not given to the spool */
	bool is_waiting;                     /* there */
	bool is_returned;                    /* read back: no part of its tenant's share */
	bool may_be_known;        /* PostgreSQL may have it, for all that is known here */
	struct spool_row *given;  /* its copy on the way to the spool */
	struct spool_place place; /* there, once kept */
	struct writer_row row;
	struct writer_result result;
	uint64_t order; /* of acceptance */
	uint64_t put_us;
	char sealed[];
};

struct writer_batch {
	struct writer_batch *next; /* among the parked */
	struct arena memory;       /* holds this struct, and what is made to send it */
	struct writer_item **items;
	size_t count;
	unsigned attempts;                /* that failed and may pass */
	uint64_t due_ms;                  /* while parked */
	unsigned losses;                  /* of the connection, while it was under way */
	unsigned proofs;                  /* losses of one row's between which others were stored */
	uint64_t commits;                 /* the writer's, at its last loss */
	bool has_known;                   /* failed for ids that were known */
	bool is_suspect;                  /* one row, which failed alone already */
	bool is_dead;                     /* one row, for the dead letters */
	char sqlstate[SQLSTATE_SIZE + 1]; /* why */
};

/* Copies the row, and holds its tenant. */
struct writer_item *writer_item_new(const struct writer_row *row);
/* The same for one that was read back from the spool. */
struct writer_item *writer_item_return(const struct spool_row *row, struct tenant *tenant);
void writer_item_free(struct writer_item **item);
/* The same where nobody was told that it was stored: its copy on the way to the spool goes on. */
void writer_item_abandon(struct writer_item **item);

/* Takes the items of an array, which stays the caller's; sorts them. */
struct writer_batch *writer_batch_new(struct writer_item *const *items, size_t count);
/* Frees the batch, not its items. */
void writer_batch_free(struct writer_batch **batch);
/* Abandons its items, and frees it. */
void writer_batch_abandon(struct writer_batch **batch);
/* Where the rows of the tenant at `first` end. */
size_t writer_batch_group_end(const struct writer_batch *batch, size_t first);
/* Whether any of the rows first..end may be known; and that they may. */
bool writer_batch_may_be_known(const struct writer_batch *batch, size_t first, size_t end);
void writer_batch_set_known(struct writer_batch *batch, size_t first, size_t end);
/* Takes rows first..end out into a batch of their own; both keep something. */
struct writer_batch *writer_batch_take(struct writer_batch *batch, size_t first, size_t end);
/* Splits off the first tenant's rows, or the first half of a single tenant's; NULL for one row. */
struct writer_batch *writer_batch_split(struct writer_batch *batch);

#endif
