/*
 * How many connections each address has on this host. Each process counts in a column of its own,
 * and an address has what all columns say of it: so that nothing is locked, and what a killed
 * process had counted goes with its column. An address is a keyed hash; one that finds no place
 * among the eight of its set is not counted, which nobody outside can bring about.
 */
#ifndef FRONTDESK_CENSUS_H
#define FRONTDESK_CENSUS_H

#include "base/text.h"

struct census;

/* A census with a column for each of so many processes; others join it by its memory, a descriptor
 * that exec closes. NULL when the memory cannot be had. */
struct census *census_new(size_t columns, int *ret_memory);
/* The census behind such a memory, whose descriptor is closed; NULL when it is laid out otherwise
 * than here. */
struct census *census_join(int memory, size_t columns);
void census_free(struct census **census);
/* Forgets what a process counted that is gone. */
void census_clear(struct census *census, size_t column);

uint64_t census_key(const struct census *census, struct text address);
/* Says how many connections of an address this column's process has. */
void census_tell(struct census *census, size_t column, uint64_t key, size_t count);
/* In all columns. */
size_t census_count(const struct census *census, uint64_t key);

#endif
