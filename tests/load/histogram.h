/*
 * A latency histogram in the manner of HDR: 64 linear steps in every power of two, so that each
 * value is kept to within 1.6 %, from 1 ns to 18 minutes, in constant memory.
 */
#ifndef LOAD_HISTOGRAM_H
#define LOAD_HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_STEPS = 64, HISTOGRAM_POWERS = 35 };

struct histogram {
	uint64_t count, highest;
	uint64_t buckets[HISTOGRAM_STEPS * HISTOGRAM_POWERS];
};

void histogram_add(struct histogram *histogram, uint64_t value_ns);
/* The value that this share (0..1) of all values does not exceed; 0 when there are none. */
uint64_t histogram_quantile(const struct histogram *histogram, double share);

#endif
