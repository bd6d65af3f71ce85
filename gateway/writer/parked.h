/* Batches that failed and wait for another try, the one parked first in front. */
#ifndef FRONTDESK_WRITER_PARKED_H
#define FRONTDESK_WRITER_PARKED_H

#include "writer/batch.h"

struct writer_parked {
	struct writer_batch *first;
};

void writer_parked_put(struct writer_parked *parked, struct writer_batch *batch, uint64_t due_ms);
/* The first that is due, or NULL; UINT64_MAX takes any. Harmless ones alone, or all. */
struct writer_batch *writer_parked_take(
	struct writer_parked *parked, uint64_t now_ms, bool is_harmless);
/* The first of this tenant's, or NULL. */
struct writer_batch *writer_parked_take_tenant(struct writer_parked *parked, struct uuid tenant_id);
/* Abandons all, rows and batches. */
void writer_parked_abandon(struct writer_parked *parked);
/* When the next one is due; UINT64_MAX when there is none. */
uint64_t writer_parked_due(const struct writer_parked *parked);
/* Makes them due, but for those that may be why it went: the server is back. */
void writer_parked_hasten(struct writer_parked *parked);
/* Full jitter (anything up to the bound, which doubles from 100 ms to 5 s; for one that ends the
 * connection to 60 s). */
uint64_t writer_parked_delay(unsigned attempts, bool is_harmful);

/* Whether it is likelier than not that this batch ends the connection. */
bool writer_batch_is_harmful(const struct writer_batch *batch);

#endif
