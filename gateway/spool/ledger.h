/*
 * What is still needed of the spool: per segment, how many records are not stored yet, and which of
 * them nobody holds in memory and are to be read back, the oldest segment first. A segment that is
 * closed and of which nothing is needed is done with. Pure; the loop's thread.
 */
#ifndef FRONTDESK_SPOOL_LEDGER_H
#define FRONTDESK_SPOOL_LEDGER_H

#include "spool/row.h"

struct ledger_segment;

struct spool_ledger {
	struct ledger_segment *first;  /* in the order of their numbers */
	struct ledger_segment *recent; /* asked for last, often the next one too */
	size_t rows;                   /* records known and not stored */
	size_t forgotten;              /* of these, in no memory */
	size_t segments, unread;       /* unread: found, their rows not counted yet */
};

void spool_ledger_done(struct spool_ledger *ledger);
/* A record is there, and its row in memory. */
void spool_ledger_kept(struct spool_ledger *ledger, struct spool_place place);
/* A segment of a dead worker's is there, and none of its rows in memory. */
void spool_ledger_found(struct spool_ledger *ledger, uint64_t segment);
/* No record will be added. */
void spool_ledger_closed(struct spool_ledger *ledger, uint64_t segment);
/* Tells whether its segment is done with now. */
bool spool_ledger_stored(struct spool_ledger *ledger, struct spool_place place);
/* The row leaves memory, and is not read back before `not_before_ms`. */
void spool_ledger_forget(
	struct spool_ledger *ledger, struct spool_place place, uint64_t not_before_ms);
/* The oldest segment with rows to read back, which then counts as being read; 0: none now. */
uint64_t spool_ledger_next(struct spool_ledger *ledger, uint64_t now_ms);
/* What was read of it, and how many records are missing there: *rows keeps those that are in no
 * memory, which from now on are. What should have been among them and is not is given up. Tells
 * how many rows are neither in memory nor on the disk any more; of a segment that was found some
 * may have been stored. */
size_t spool_ledger_returned(
	struct spool_ledger *ledger, uint64_t segment, size_t missing, struct spool_rows *rows);
/* It could not be read: it is next 5 s later, and then ever more seldom, until it can. Tells
 * whether that is news. */
bool spool_ledger_unread(struct spool_ledger *ledger, uint64_t segment, uint64_t now_ms);
/* Takes out a segment that is done with; 0: none. */
uint64_t spool_ledger_take(struct spool_ledger *ledger);
/* Whether a segment that is not closed has had records and needs none of them. */
bool spool_ledger_is_idle(const struct spool_ledger *ledger);
/* Whether anything is needed of the segments that are not closed. */
bool spool_ledger_needs_open(const struct spool_ledger *ledger);

#endif
