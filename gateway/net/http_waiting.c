/*
 * Connections that wait for a request, the longest first: those between two requests, and those
 * that have not sent a head yet. When places are short they are given up in this order; who has
 * just come still has a while, since its request is on its way.
 */
#include "net/http_connection_private.h"

enum { HEAD_GRACE_MS = 1000 };

static void leave(struct http_connection *connection)
{
	struct http_queue *queue = connection->queue;
	if (!queue)
		return;
	if (connection->queue_prev)
		connection->queue_prev->queue_next = connection->queue_next;
	else
		queue->first = connection->queue_next;
	if (connection->queue_next)
		connection->queue_next->queue_prev = connection->queue_prev;
	else
		queue->last = connection->queue_prev;
	connection->queue = NULL;
	connection->queue_next = connection->queue_prev = NULL;
}

static void join(struct http_connection *connection, struct http_queue *queue)
{
	connection->queue = queue;
	connection->queue_prev = queue->last;
	if (queue->last)
		queue->last->queue_next = connection;
	else
		queue->first = connection;
	queue->last = connection;
	connection->queued_ms = env_now_ms(connection->list->env);
}

void http_waiting_note(struct http_connection *connection)
{
	struct http_connections *list = connection->list;
	struct http_queue *queue = NULL;
	if (connection->state == HTTP_READING_HEAD)
		queue = connection->is_first || connection->input_size > 0 ? &list->headless
									   : &list->idle;
	if (queue == connection->queue)
		return;
	leave(connection);
	if (queue)
		join(connection, queue);
}

bool http_connections_make_room(struct http_connections *connections)
{
	struct http_connection *victim = connections->idle.first;
	if (!victim) {
		victim = connections->headless.first;
		if (!victim || env_now_ms(connections->env) < victim->queued_ms + HEAD_GRACE_MS)
			return false;
	}
	http_connection_end(victim);
	return true;
}
