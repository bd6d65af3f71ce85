/* The figures of all workers of a host, as they lie in the seats that these share: any of them can
 * print everybody's. */
#ifndef FRONTDESK_SEAT_METRICS_H
#define FRONTDESK_SEAT_METRICS_H

#include "process/seat.h"

/* Counts in this process's own seat. */
struct metrics *seat_metrics(const struct post *post);
/* The page of every worker's. */
struct text seat_metrics_page(struct seats *seats, struct arena *arena);

#endif
