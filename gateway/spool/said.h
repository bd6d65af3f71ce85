/* What was said of a segment's damage: another reading of it does not say it again. Pure. */
#ifndef FRONTDESK_SPOOL_SAID_H
#define FRONTDESK_SPOOL_SAID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spool_said_place;

struct spool_said {
	struct spool_said_place *places; /* in its file, that were put aside */
	size_t count;
	uint32_t missed; /* of its records */
	bool is_cut;     /* its file is shorter than it was made */
};

bool spool_said_has(const struct spool_said *said, size_t offset, size_t size);
void spool_said_add(struct spool_said *said, size_t offset, size_t size);
void spool_said_done(struct spool_said *said);

#endif
