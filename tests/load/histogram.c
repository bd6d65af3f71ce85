/* Buckets by the value's highest bit, then by the six bits behind it. */
#include "histogram.h"

#include <stddef.h>

enum { STEP_BITS = 6 };

static size_t bucket_of(uint64_t value)
{
	if (value < HISTOGRAM_STEPS)
		return value;
	unsigned shift = 63 - (unsigned)__builtin_clzll(value) - STEP_BITS;
	size_t bucket =
		(size_t)(shift + 1) * HISTOGRAM_STEPS + ((value >> shift) - HISTOGRAM_STEPS);
	size_t last = (size_t)HISTOGRAM_STEPS * HISTOGRAM_POWERS - 1;
	return bucket < last ? bucket : last;
}

static uint64_t value_of(size_t bucket)
{
	if (bucket < HISTOGRAM_STEPS)
		return bucket;
	unsigned shift = (unsigned)(bucket / HISTOGRAM_STEPS) - 1;
	return (uint64_t)(HISTOGRAM_STEPS + bucket % HISTOGRAM_STEPS) << shift;
}

void histogram_add(struct histogram *histogram, uint64_t value_ns)
{
	histogram->buckets[bucket_of(value_ns)]++;
	histogram->count++;
	if (value_ns > histogram->highest)
		histogram->highest = value_ns;
}

uint64_t histogram_quantile(const struct histogram *histogram, double share)
{
	uint64_t wanted = (uint64_t)((double)histogram->count * share), seen = 0;
	for (size_t i = 0; i < sizeof(histogram->buckets) / sizeof(*histogram->buckets); i++) {
		seen += histogram->buckets[i];
		if (seen > wanted)
			return value_of(i);
	}
	return histogram->highest;
}
