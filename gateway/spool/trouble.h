/*
 * What could not be used when it was found, by its folder and name: said once, and looked at again
 * in ever more rounds, however often its folder is let go of and found again. Pure.
 */
#ifndef FRONTDESK_SPOOL_TROUBLE_H
#define FRONTDESK_SPOOL_TROUBLE_H

#include "spool/said.h"

struct spool_trouble;

struct spool_troubles {
	struct spool_trouble *first;
};

/* Notes one more failure; tells whether it is news. */
bool spool_troubles_note(struct spool_troubles *troubles, const char *folder, const char *name);
/* Once a round: whether it is to be looked at in this one. */
bool spool_troubles_is_due(struct spool_troubles *troubles, const char *folder, const char *name);
/* What was said of it, to be kept there while it is let go of; NULL: it is in no trouble. */
struct spool_said *spool_troubles_said(
	struct spool_troubles *troubles, const char *folder, const char *name);
/* It could be used. */
void spool_troubles_forget(struct spool_troubles *troubles, const char *folder, const char *name);
void spool_troubles_done(struct spool_troubles *troubles);

#endif
