/* A short list as a rule: each search walks it. */
#include "writer_parked.h"

#include <uv.h>

enum { RETRY_FIRST_MS = 100, RETRY_MOST_MS = 5000 };

void writer_parked_put(struct writer_parked *parked, struct writer_batch *batch, uint64_t due_ms)
{
	struct writer_batch **end = &parked->first;
	while (*end)
		end = &(*end)->next;
	batch->next = NULL;
	batch->due_ms = due_ms;
	*end = batch;
}

struct writer_batch *writer_parked_take(struct writer_parked *parked, uint64_t now_ms)
{
	for (struct writer_batch **link = &parked->first; *link; link = &(*link)->next) {
		struct writer_batch *batch = *link;
		if (batch->due_ms > now_ms)
			continue;
		*link = batch->next;
		return batch;
	}
	return NULL;
}

uint64_t writer_parked_due(const struct writer_parked *parked)
{
	uint64_t soonest_ms = UINT64_MAX;
	for (const struct writer_batch *batch = parked->first; batch; batch = batch->next) {
		if (batch->due_ms < soonest_ms)
			soonest_ms = batch->due_ms;
	}
	return soonest_ms;
}

void writer_parked_hasten(struct writer_parked *parked)
{
	for (struct writer_batch *batch = parked->first; batch; batch = batch->next)
		batch->due_ms = 0;
}

uint64_t writer_parked_delay(unsigned attempts)
{
	uint32_t random = 0;
	uint64_t most_ms = (uint64_t)RETRY_FIRST_MS << (attempts < 6 ? attempts : 6);
	if (most_ms > RETRY_MOST_MS)
		most_ms = RETRY_MOST_MS;
	(void)uv_random(NULL, NULL, &random, sizeof(random), 0, NULL);
	return 1 + random % most_ms;
}
