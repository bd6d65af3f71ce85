/* Counters, gauges and histograms, in the Prometheus text exposition format 0.0.4. */
#include "metrics.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum metric_type { COUNTER, GAUGE, HISTOGRAM };
enum { BUCKETS = 12 };

static const struct {
	enum metric_type type;
	const char *wire, *sentence;
} descriptions[METRIC_COUNT] = {
#define METRIC(name, type, wire, sentence) [METRIC_##name] = {type, wire, sentence},
#include "metrics.def"
#undef METRIC
};

static const char *const type_names[] = {"counter", "gauge", "histogram"};

/* Upper bounds in microseconds; the last bucket of a histogram is +Inf. */
static const uint64_t bounds_us[BUCKETS] = {
	250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000};

struct metrics {
	struct {
		int64_t value; /* a histogram's sum, in microseconds */
		uint64_t buckets[BUCKETS + 1];
	} all[METRIC_COUNT];
};

struct metrics *metrics_new(void)
{
	return calloc(1, sizeof(struct metrics));
}

void metrics_free(struct metrics **metrics)
{
	free(*metrics);
	*metrics = NULL;
}

void metric_add(struct metrics *metrics, enum metric metric, int64_t amount)
{
	metrics->all[metric].value += amount;
}

void metric_set(struct metrics *metrics, enum metric metric, int64_t value)
{
	metrics->all[metric].value = value;
}

void metric_observe(struct metrics *metrics, enum metric metric, uint64_t us)
{
	size_t bucket = 0;
	while (bucket < BUCKETS && us > bounds_us[bucket])
		bucket++;
	metrics->all[metric].buckets[bucket]++;
	metrics->all[metric].value += (int64_t)us;
}

/* A page in the making: appended to in a buffer that is large enough for every line. */
struct page {
	char *data;
	size_t size, capacity;
};

static void add(struct page *page, struct text text)
{
	size_t room = page->capacity - page->size;
	size_t size = text.size < room ? text.size : room;
	memcpy(page->data + page->size, text.data, size);
	page->size += size;
}

static void add_histogram(
	const struct metrics *metrics, enum metric metric, struct page *page, struct arena *arena)
{
	const char *wire = descriptions[metric].wire;
	uint64_t count = 0;
	for (size_t i = 0; i < BUCKETS; i++) {
		count += metrics->all[metric].buckets[i];
		add(page, arena_printf(arena, "%s_bucket{le=\"%g\"} %" PRIu64 "\n", wire,
				  (double)bounds_us[i] / 1e6, count));
	}
	count += metrics->all[metric].buckets[BUCKETS];
	add(page,
		arena_printf(arena,
			"%s_bucket{le=\"+Inf\"} %" PRIu64 "\n%s_sum %.6f\n%s_count %" PRIu64 "\n",
			wire, count, wire, (double)metrics->all[metric].value / 1e6, wire, count));
}

static void add_metric(
	const struct metrics *metrics, enum metric metric, struct page *page, struct arena *arena)
{
	const char *wire = descriptions[metric].wire;
	add(page, arena_printf(arena, "# HELP %s %s\n# TYPE %s %s\n", wire,
			  descriptions[metric].sentence, wire,
			  type_names[descriptions[metric].type]));
	if (descriptions[metric].type == HISTOGRAM)
		add_histogram(metrics, metric, page, arena);
	else
		add(page,
			arena_printf(arena, "%s %" PRId64 "\n", wire, metrics->all[metric].value));
}

struct text metrics_page(const struct metrics *metrics, struct arena *arena)
{
	enum { METRIC_ROOM = 2048 }; /* a histogram's lines are under 1.5 KB */
	struct page page = {.capacity = (size_t)METRIC_ROOM * METRIC_COUNT};
	page.data = arena_alloc(arena, page.capacity);
	for (enum metric metric = 0; metric < METRIC_COUNT; metric++)
		add_metric(metrics, metric, &page, arena);
	return (struct text){page.data, page.size};
}
