/* Counters, gauges and histograms, in the Prometheus text exposition format 0.0.4. */
#include "base/metrics.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* HIGHEST: a gauge whose processes are not added up. */
enum metric_type { COUNTER, GAUGE, HISTOGRAM, HIGHEST };
enum { BUCKETS = 12 };

static const struct {
	enum metric_type type;
	const char *wire, *sentence;
} descriptions[METRIC_COUNT] = {
#define METRIC(name, type, wire, sentence) [METRIC_##name] = {type, wire, sentence},
#include "base/metrics.def"
#undef METRIC
};

static const char *const type_names[] = {"counter", "gauge", "histogram", "gauge"};

/* Upper bounds in microseconds; the last bucket of a histogram is +Inf. */
static const uint64_t bounds_us[BUCKETS] = {
	250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000};

struct figure {
	int64_t value; /* a histogram's sum, in microseconds */
	uint64_t buckets[BUCKETS + 1];
};

struct metrics {
	struct metrics_place *place;
	struct figure *figures; /* METRIC_COUNT of them, there */
	bool is_own;            /* the place is this object's */
};

static_assert(sizeof(struct figure[METRIC_COUNT]) <= METRICS_PLACE_SIZE, "a place holds them");

/* --- places ------------------------------------------------------------------------------- */
static uint64_t add_to_hash(uint64_t hash, const char *text)
{
	do
		hash = (hash ^ (uint8_t)*text) * 0x100000001b3; /* FNV-1a */
	while (*text++);
	return hash;
}

/* Another version of the binary has other metrics in other places: told apart by their names. */
static uint64_t layout(void)
{
	uint64_t hash = 0xcbf29ce484222325;
	for (size_t i = 0; i < METRIC_COUNT; i++)
		hash = add_to_hash(
			add_to_hash(hash, descriptions[i].wire), type_names[descriptions[i].type]);
	return hash + BUCKETS;
}

static bool is_gauge(enum metric metric)
{
	return descriptions[metric].type == GAUGE || descriptions[metric].type == HIGHEST;
}

/* What a gauge of the process before said has gone with it; counters go on. */
static void forget_gauges(struct figure *figures)
{
	for (size_t i = 0; i < METRIC_COUNT; i++)
		if (is_gauge(i))
			figures[i].value = 0;
}

struct metrics *metrics_at(struct metrics_place *place)
{
	struct metrics *metrics = MEMORY_NEW(struct metrics);
	metrics->place = place;
	metrics->figures = (struct figure *)(void *)place->figures;
	const uint64_t ours = layout();
	if (place->layout != ours) {
		memset(place->figures, 0, sizeof(place->figures));
		place->layout = ours;
	}
	forget_gauges(metrics->figures);
	return metrics;
}

struct metrics *metrics_new(void)
{
	struct metrics *metrics = metrics_at(MEMORY_NEW(struct metrics_place));
	metrics->is_own = true;
	return metrics;
}

void metrics_free(struct metrics **metrics)
{
	if (*metrics && (*metrics)->is_own)
		free((*metrics)->place);
	free(*metrics);
	*metrics = NULL;
}

const struct metrics_place *metrics_place(const struct metrics *metrics)
{
	return metrics->place;
}

/* --- counting ------------------------------------------------------------------------------ */
/* Plain arithmetic, since each figure has one writer; whole words, since others read it. */
static void put(int64_t *figure, int64_t value)
{
	__atomic_store_n(figure, value, __ATOMIC_RELAXED);
}

void metric_add(struct metrics *metrics, enum metric metric, int64_t amount)
{
	put(&metrics->figures[metric].value, metrics->figures[metric].value + amount);
}

void metric_set(struct metrics *metrics, enum metric metric, int64_t value)
{
	put(&metrics->figures[metric].value, value);
}

void metric_observe(struct metrics *metrics, enum metric metric, uint64_t us)
{
	struct figure *figure = &metrics->figures[metric];
	size_t bucket = 0;
	while (bucket < BUCKETS && us > bounds_us[bucket])
		bucket++;
	__atomic_store_n(&figure->buckets[bucket], figure->buckets[bucket] + 1, __ATOMIC_RELAXED);
	put(&figure->value, figure->value + (int64_t)us);
}

/* --- reading all workers' ------------------------------------------------------------------ */
static void add_figure(struct figure *sum, const struct figure *figure, enum metric_type type)
{
	int64_t value = __atomic_load_n(&figure->value, __ATOMIC_RELAXED);
	if (type != HIGHEST)
		sum->value += value;
	else if (value > sum->value)
		sum->value = value;
	for (size_t i = 0; i <= BUCKETS; i++)
		sum->buckets[i] += __atomic_load_n(&figure->buckets[i], __ATOMIC_RELAXED);
}

/* The workers to be told of. */
struct workers {
	const struct metrics_worker *items;
	size_t count;
	uint64_t layout; /* ours: of other figures we do not know what they mean */
};

/* A worker's processes, one after the other and for a while side by side, are one to the reader. */
static struct figure read_figure(const struct workers *workers, size_t number, enum metric metric)
{
	const struct metrics_worker *worker = &workers->items[number];
	struct figure sum = {0};
	for (size_t i = 0; i < worker->process_count; i++) {
		const struct metrics_process *process = &worker->processes[i];
		const struct figure *figures = (const void *)process->place->figures;
		if (process->place->layout == workers->layout &&
			!(process->is_over && is_gauge(metric)))
			add_figure(&sum, &figures[metric], descriptions[metric].type);
	}
	return sum;
}

/* --- the page ------------------------------------------------------------------------------ */
/* Appended to, in a buffer that is large enough for every line. */
struct page {
	char *data;
	size_t size, capacity;
};

static __attribute__((format(printf, 2, 3))) void add(struct page *page, const char *format, ...)
{
	size_t room = page->capacity - page->size;
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(page->data + page->size, room, format, arguments);
	va_end(arguments);
	if (size > 0)
		page->size += (size_t)size < room ? (size_t)size : room - 1;
}

static void add_family(struct page *page, const char *wire, const char *type, const char *sentence)
{
	add(page, "# HELP %s %s\n# TYPE %s %s\n", wire, sentence, wire, type);
}

static void add_histogram(
	struct page *page, const char *wire, size_t worker, const struct figure *figure)
{
	uint64_t count = 0;
	for (size_t i = 0; i < BUCKETS; i++) {
		count += figure->buckets[i];
		add(page, "%s_bucket{worker=\"%zu\",le=\"%g\"} %" PRIu64 "\n", wire, worker,
			(double)bounds_us[i] / 1e6, count);
	}
	count += figure->buckets[BUCKETS];
	add(page, "%s_bucket{worker=\"%zu\",le=\"+Inf\"} %" PRIu64 "\n", wire, worker, count);
	add(page, "%s_sum{worker=\"%zu\"} %.6f\n", wire, worker, (double)figure->value / 1e6);
	add(page, "%s_count{worker=\"%zu\"} %" PRIu64 "\n", wire, worker, count);
}

static void add_metric(const struct workers *workers, enum metric metric, struct page *page)
{
	const char *wire = descriptions[metric].wire;
	enum metric_type type = descriptions[metric].type;
	add_family(page, wire, type_names[type], descriptions[metric].sentence);
	for (size_t worker = 0; worker < workers->count; worker++) {
		struct figure figure = read_figure(workers, worker, metric);
		if (type == HISTOGRAM)
			add_histogram(page, wire, worker, &figure);
		else
			add(page, "%s{worker=\"%zu\"} %" PRId64 "\n", wire, worker, figure.value);
	}
}

/* What the supervisor knows. */
static void add_workers(const struct workers *workers, struct page *page)
{
	add_family(page, "frontdesk_worker_up", "gauge", "Whether the worker takes connections");
	for (size_t i = 0; i < workers->count; i++)
		add(page, "frontdesk_worker_up{worker=\"%zu\"} %d\n", i, workers->items[i].is_up);
	add_family(page, "frontdesk_worker_restarts_total", "counter",
		"Times the worker died and was started again");
	for (size_t i = 0; i < workers->count; i++)
		add(page, "frontdesk_worker_restarts_total{worker=\"%zu\"} %" PRIu64 "\n", i,
			workers->items[i].restarts);
}

struct text metrics_page(const struct metrics_worker *items, size_t count, struct arena *arena)
{
	enum { METRIC_ROOM = 2048 }; /* a worker's histogram is under 1.8 KB */
	const struct workers workers = {items, count, layout()};
	struct page page = {.capacity = (1 + count) * (METRIC_COUNT + 2) * METRIC_ROOM};
	page.data = arena_alloc(arena, page.capacity);
	for (enum metric metric = 0; metric < METRIC_COUNT; metric++)
		add_metric(&workers, metric, &page);
	add_workers(&workers, &page);
	return (struct text){page.data, page.size};
}
