/* Rows that wait in memory for their turn, in a list that any of them may leave. */
#ifndef FRONTDESK_WRITER_QUEUE_H
#define FRONTDESK_WRITER_QUEUE_H

#include "writer/batch.h"

struct writer_queue {
	struct writer_item *first, *last;
	size_t rows, bytes;
};

void writer_queue_put(struct writer_queue *queue, struct writer_item *item);
/* Takes it out of the queue that it waits in. */
void writer_queue_leave(struct writer_item *item);
/* The first, or NULL. */
struct writer_item *writer_queue_take(struct writer_queue *queue);

#endif
