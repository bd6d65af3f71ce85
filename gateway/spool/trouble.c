/* A list: there are few, or the disk is lost anyway. */
#include "spool/trouble.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "spool/segment.h"

enum { ROUNDS_MOST = 60 }; /* of 10 s */

struct spool_trouble {
	struct spool_trouble *next;
	char folder[SPOOL_NAME_SIZE], name[SPOOL_NAME_SIZE];
	struct spool_said said;
	unsigned pause, rounds; /* as many as are let pass, and what is left of them */
};

static struct spool_trouble **find(
	struct spool_troubles *troubles, const char *folder, const char *name)
{
	struct spool_trouble **link = &troubles->first;
	while (*link && (strcmp((*link)->folder, folder) != 0 || strcmp((*link)->name, name) != 0))
		link = &(*link)->next;
	return link;
}

bool spool_troubles_note(struct spool_troubles *troubles, const char *folder, const char *name)
{
	struct spool_trouble *trouble = *find(troubles, folder, name);
	if (trouble) {
		trouble->pause = trouble->pause ? 2 * trouble->pause : 1;
		if (trouble->pause > ROUNDS_MOST)
			trouble->pause = ROUNDS_MOST;
		trouble->rounds = trouble->pause;
		return false;
	}
	trouble = MEMORY_NEW(struct spool_trouble);
	(void)snprintf(trouble->folder, sizeof(trouble->folder), "%s", folder);
	(void)snprintf(trouble->name, sizeof(trouble->name), "%s", name);
	trouble->next = troubles->first;
	troubles->first = trouble;
	return true;
}

bool spool_troubles_is_due(struct spool_troubles *troubles, const char *folder, const char *name)
{
	struct spool_trouble *trouble = *find(troubles, folder, name);
	if (!trouble || trouble->rounds == 0)
		return true;
	trouble->rounds--;
	return false;
}

struct spool_said *spool_troubles_said(
	struct spool_troubles *troubles, const char *folder, const char *name)
{
	struct spool_trouble *trouble = *find(troubles, folder, name);
	return trouble ? &trouble->said : NULL;
}

static void remove_first(struct spool_trouble **link)
{
	struct spool_trouble *trouble = *link;
	*link = trouble->next;
	spool_said_done(&trouble->said);
	free(trouble);
}

void spool_troubles_forget(struct spool_troubles *troubles, const char *folder, const char *name)
{
	struct spool_trouble **link = find(troubles, folder, name);
	if (*link)
		remove_first(link);
}

void spool_troubles_done(struct spool_troubles *troubles)
{
	while (troubles->first)
		remove_first(&troubles->first);
}
