/* What nearly every part needs of its process: the loop and what belongs to it. Made first, gone
 * last. */
#ifndef FRONTDESK_ENV_H
#define FRONTDESK_ENV_H

#include "base/log.h"
#include "base/metrics.h"
#include "base/settings.h"
#include "loop/wheel.h"

struct env {
	struct uv_loop_s *loop;
	const struct settings *settings;
	struct log *log;
	struct metrics *metrics;
	struct wheel *wheel;
	uint64_t drain_ms; /* what the process has to drain */
	bool is_draining;  /* it finishes what it has, and takes nothing new */
};

/* The loop's monotonic clock, milliseconds. */
uint64_t env_now_ms(const struct env *env);

#endif
