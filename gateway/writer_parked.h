/* Batches that failed and wait for another try, the one parked first in front. */
#ifndef FRONTDESK_WRITER_PARKED_H
#define FRONTDESK_WRITER_PARKED_H

#include "writer_batch.h"

struct writer_parked {
	struct writer_batch *first;
};

void writer_parked_put(struct writer_parked *parked, struct writer_batch *batch, uint64_t due_ms);
/* The first that is due, or NULL. UINT64_MAX takes any. */
struct writer_batch *writer_parked_take(struct writer_parked *parked, uint64_t now_ms);
/* When the next one is due; UINT64_MAX when there is none. */
uint64_t writer_parked_due(const struct writer_parked *parked);
/* Makes all of them due: the server is back. */
void writer_parked_hasten(struct writer_parked *parked);
/* Full jitter (anything up to the bound, which doubles from 100 ms to 5 s). */
uint64_t writer_parked_delay(unsigned attempts);

#endif
