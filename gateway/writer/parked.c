/* A short list as a rule: each search walks it. */
#include "writer/parked.h"

#include "base/backoff.h"
#include "call/tenant.h"

enum { RETRY_FIRST_MS = 100, RETRY_MOST_MS = 5000, RETRY_HARMFUL_MS = 60000, LOSSES_MAX = 3 };

void writer_parked_put(struct writer_parked *parked, struct writer_batch *batch, uint64_t due_ms)
{
	struct writer_batch **end = &parked->first;
	while (*end)
		end = &(*end)->next;
	batch->next = NULL;
	batch->due_ms = due_ms;
	*end = batch;
}

bool writer_batch_is_harmful(const struct writer_batch *batch)
{
	return batch->losses >= LOSSES_MAX;
}

static struct writer_batch *unlink_batch(struct writer_batch **link)
{
	struct writer_batch *batch = *link;
	*link = batch->next;
	return batch;
}

struct writer_batch *writer_parked_take(
	struct writer_parked *parked, uint64_t now_ms, bool is_harmless)
{
	for (struct writer_batch **link = &parked->first; *link; link = &(*link)->next) {
		if ((*link)->due_ms <= now_ms && !(is_harmless && writer_batch_is_harmful(*link)))
			return unlink_batch(link);
	}
	return NULL;
}

struct writer_batch *writer_parked_take_tenant(struct writer_parked *parked, struct uuid tenant_id)
{
	for (struct writer_batch **link = &parked->first; *link; link = &(*link)->next) {
		if (uuid_equals((*link)->items[0]->row.tenant->id, tenant_id))
			return unlink_batch(link);
	}
	return NULL;
}

void writer_parked_abandon(struct writer_parked *parked)
{
	while (parked->first) {
		struct writer_batch *batch = unlink_batch(&parked->first);
		writer_batch_abandon(&batch);
	}
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
	for (struct writer_batch *batch = parked->first; batch; batch = batch->next) {
		if (!writer_batch_is_harmful(batch))
			batch->due_ms = 0;
	}
}

uint64_t writer_parked_delay(unsigned attempts, bool is_harmful)
{
	return backoff_retry_ms(
		attempts, RETRY_FIRST_MS, is_harmful ? RETRY_HARMFUL_MS : RETRY_MOST_MS);
}
