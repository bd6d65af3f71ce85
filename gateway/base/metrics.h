/* Counters, gauges and histograms of the Prometheus text format, from metrics.def: one table. */
#ifndef FRONTDESK_METRICS_H
#define FRONTDESK_METRICS_H

#include "base/arena.h"

/* metrics.def: METRIC(NAME, type, "frontdesk_…", "sentence") */
enum metric {
#define METRIC(name, type, wire, sentence) METRIC_##name,
#include "base/metrics.def"
#undef METRIC
	METRIC_COUNT
};

enum {
	METRICS_PLACE_SIZE = 60 * 1024, /* only what is touched takes memory */
	METRICS_PROCESSES_MAX = 4       /* of a worker: those that take over from one another */
};

/* Where a process counts. Others may read it meanwhile, also those of another version, which has
 * other metrics. */
struct metrics_place {
	uint64_t layout; /* of the figures, by the metrics' names */
	uint64_t figures[METRICS_PLACE_SIZE / sizeof(uint64_t)];
};

struct metrics;
/* In a place of its own; counted from its loop's thread alone, as the next one's. */
struct metrics *metrics_new(void);
/* Goes on counting where the place's process before ended, if that was of this version. */
struct metrics *metrics_at(struct metrics_place *place);
void metrics_free(struct metrics **metrics);
void metric_add(struct metrics *metrics, enum metric metric, int64_t amount);  /* counters */
void metric_set(struct metrics *metrics, enum metric metric, int64_t value);   /* gauges */
void metric_observe(struct metrics *metrics, enum metric metric, uint64_t us); /* histograms */
const struct metrics_place *metrics_place(const struct metrics *metrics);

/* One of a worker's processes: where it counts, and whether it is over: then its counters still
 * count and its gauges don't. */
struct metrics_process {
	const struct metrics_place *place;
	bool is_over;
};

struct metrics_worker {
	struct metrics_process processes[METRICS_PROCESSES_MAX];
	size_t process_count;
	bool is_up;
	uint64_t restarts; /* after it had died */
};

/* The whole page, text exposition format 0.0.4: every worker's figures, each with worker="N". */
struct text metrics_page(const struct metrics_worker *workers, size_t count, struct arena *arena);

#endif
