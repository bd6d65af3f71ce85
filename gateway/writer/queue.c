/* A doubly linked list that counts. */
#include "writer/queue.h"

void writer_queue_put(struct writer_queue *queue, struct writer_item *item)
{
	item->queue = queue;
	item->next = NULL;
	item->previous = queue->last;
	*(queue->last ? &queue->last->next : &queue->first) = item;
	queue->last = item;
	queue->rows++;
	queue->bytes += item->row.sealed.size;
}

void writer_queue_leave(struct writer_item *item)
{
	struct writer_queue *queue = item->queue;
	*(item->previous ? &item->previous->next : &queue->first) = item->next;
	*(item->next ? &item->next->previous : &queue->last) = item->previous;
	queue->rows--;
	queue->bytes -= item->row.sealed.size;
	item->queue = NULL;
	item->next = item->previous = NULL;
}

struct writer_item *writer_queue_take(struct writer_queue *queue)
{
	struct writer_item *item = queue->first;
	if (item)
		writer_queue_leave(item);
	return item;
}
