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

struct metrics;
struct post;
/* This process's own; counted from its loop's thread alone, as the next one's. */
struct metrics *metrics_new(void);
/* In the seat that a supervisor gave: goes on counting where the seat's process before ended. */
struct metrics *metrics_shared(const struct post *post);
void metrics_free(struct metrics **metrics);
void metric_add(struct metrics *metrics, enum metric metric, int64_t amount);  /* counters */
void metric_set(struct metrics *metrics, enum metric metric, int64_t value);   /* gauges */
void metric_observe(struct metrics *metrics, enum metric metric, uint64_t us); /* histograms */
/* The whole page, text exposition format 0.0.4: every worker's figures, each with worker="N". */
struct text metrics_page(const struct metrics *metrics, struct arena *arena);

#endif
