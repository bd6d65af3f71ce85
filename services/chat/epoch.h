/*
 * The history that positions are counted in. A restored backup, or a standby that was promoted, may
 * lack what was stored: another epoch means that everybody loads anew. So does a head that went
 * back in the same one.
 */
#ifndef FRONTDESK_CHAT_EPOCH_H
#define FRONTDESK_CHAT_EPOCH_H

#include "call/parts.h"

enum { EPOCH_SIZE_MAX = 100 };

struct epochs {
	char epoch[EPOCH_SIZE_MAX + 1];    /* the one that live sessions are counted in */
	char measured[EPOCH_SIZE_MAX + 1]; /* what db_epoch said last */
};

/* Notes the epoch that a statement has just answered. Another one than before: memory forgets its
 * positions, and every socket comes back. */
void epoch_note(struct parts *parts, struct text epoch);
/* A head that was known before PostgreSQL was asked is not there any more: a snapshot of the disk
 * was put back, which keeps the epoch. As with another one. */
void epoch_went_back(struct parts *parts);
/* Notes what db_epoch says by now: once a second. */
void epoch_beat(struct parts *parts);

#endif
