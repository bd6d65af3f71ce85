/* The page of a process that shares its figures with nobody. */
#ifndef FRONTDESK_TEST_METRICS_ALONE_H
#define FRONTDESK_TEST_METRICS_ALONE_H

#include "base/metrics.h"

static inline struct text metrics_alone(const struct metrics *metrics, struct arena *arena)
{
	const struct metrics_worker worker = {
		.processes = {{metrics_place(metrics), false}}, .process_count = 1, .is_up = true};
	return metrics_page(&worker, 1, arena);
}

#endif
