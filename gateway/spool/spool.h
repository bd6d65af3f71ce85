/*
 * The spool: where rows are safe while PostgreSQL has not confirmed them. Append-only segments on a
 * disk that lasts, one folder a worker below the setting's, sealed, checked and fsynced on a thread
 * of its own; a dead worker's folder is adopted by any other of the host. The writer gives rows,
 * hears when each is on the disk, says when they are stored, and may let go of those that memory
 * should not hold, to read them back later. Loop thread only.
 */
#ifndef FRONTDESK_SPOOL_H
#define FRONTDESK_SPOOL_H

#include "spool/row.h"

struct env;
struct keyring;
struct spool;
struct writer;

/* What could not be used, of what this process has read. */
struct spool_toll {
	size_t lost;    /* messages that should be there; of a dead worker's, some may be stored */
	size_t damaged; /* places that were put into the quarantine, or cut off */
	size_t torn;    /* ends of which nobody knows whether they were ever synced */
};

/* None is called from within a function of this header. */
struct spool_owner {
	/* A row that was given comes back: on the disk (is_kept, place), or refused. Take it. */
	void (*kept)(struct writer *writer, struct spool_row *row);
	/* Rows that were read back, each with its place, in their order. Take them. */
	void (*returned)(struct writer *writer, struct spool_rows *rows);
	/* The spool takes rows again, or has found some to read. */
	void (*changed)(struct writer *writer);
};

/* Nothing need be there yet, and nothing may work: it tries until it does. NULL when there is no
 * thread or no guarded memory. */
struct spool *spool_new(const struct env *env, const struct keyring *keyring, const char *folder);
void spool_own(struct spool *spool, struct writer *writer, const struct spool_owner *owner);
/* Lets go of everything: what is needed stays for who comes after, what is not goes. Waits for the
 * disk. The loop must run once more for its handle. */
void spool_free(struct spool **spool);

bool spool_is_healthy(const struct spool *spool);
/* Takes a row; it comes back by `kept`. */
void spool_keep(struct spool *spool, struct spool_row *row);
/* The record at this place is not needed any more. */
void spool_stored(struct spool *spool, struct spool_place place);
/* Its row is in no memory from now on; it is not read back before `delay_ms` have passed. */
void spool_forget(struct spool *spool, struct spool_place place, uint64_t delay_ms);
/* Reads the oldest segment with rows in no memory: they come by `returned`. Does nothing while one
 * is being read. */
void spool_read_back(struct spool *spool);
/* Records that are not stored; of what dead workers left, the segments not read yet. */
size_t spool_rows(const struct spool *spool);
size_t spool_unread(const struct spool *spool);
const struct spool_toll *spool_toll(const struct spool *spool);
/* Whether it has looked for what dead workers left. */
bool spool_has_looked(const struct spool *spool);

#endif
