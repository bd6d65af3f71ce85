/*
 * From pieces of frames to whole messages. libwebsockets hands out pieces of at most its receive
 * buffer; a message that comes in one piece is used where it lies, others are gathered under limits
 * of size, number of fragments and time. Memory is taken only while a message is arriving.
 */
#include "sockets/connection.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "loop/flight.h"

enum { CAPACITY_LEAST = 1024 };

void ws_incoming_free(struct ws_incoming **incoming, struct wheel *wheel)
{
	if (!*incoming)
		return;
	wheel_cancel(wheel, &(*incoming)->deadline);
	if ((*incoming)->bytes)
		explicit_bzero((*incoming)->bytes, (*incoming)->size);
	free((*incoming)->bytes);
	flight_drop((*incoming)->capacity);
	free(*incoming);
	*incoming = NULL;
}

static void took_too_long(struct timer *timer)
{
	ws_close(CONTAINER_OF(timer, struct ws_incoming, deadline)->connection, WS_CLOSE_POLICY);
}

static struct ws_incoming *begin(struct ws_connection *connection)
{
	struct ws_incoming *incoming = MEMORY_NEW(struct ws_incoming);
	incoming->connection = connection;
	wheel_set(connection->parts->env.wheel, &incoming->deadline, WS_MESSAGE_MS, took_too_long);
	connection->incoming = incoming;
	return incoming;
}

/* False when the message has become too large. */
static bool gather(struct ws_incoming *incoming, struct text piece)
{
	if (incoming->size + piece.size > WS_MESSAGE_SIZE_MAX)
		return false;
	if (incoming->size + piece.size > incoming->capacity) {
		size_t capacity = incoming->capacity ? incoming->capacity : CAPACITY_LEAST;
		while (capacity < incoming->size + piece.size)
			capacity *= 2;
		incoming->bytes = memory_grow(incoming->bytes, incoming->size, capacity);
		flight_add(capacity - incoming->capacity);
		incoming->capacity = capacity;
	}
	if (piece.size > 0)
		memcpy(incoming->bytes + incoming->size, piece.data, piece.size);
	incoming->size += piece.size;
	return true;
}

/* What breaks a rule of frames: the code to close with, or 0. */
static int frame_fault(struct ws_connection *connection, struct text piece)
{
	bool is_first = !connection->is_inside_frame;
	if (is_first && ws_is_unmasked(connection, piece))
		return WS_CLOSE_PROTOCOL;
	if (lws_frame_is_binary(connection->wsi))
		return WS_CLOSE_UNSUPPORTED;
	if (piece.size + lws_remaining_packet_payload(connection->wsi) > WS_MESSAGE_SIZE_MAX)
		return WS_CLOSE_TOO_BIG;
	return 0;
}

/* A message that is whole; the gathered bytes are let go before it is used up. */
static void complete(struct ws_connection *connection, struct text piece)
{
	struct ws_incoming *incoming = connection->incoming;
	if (!incoming) {
		ws_take_message(connection, piece);
		return;
	}
	connection->incoming = NULL;
	ws_take_message(
		connection, (struct text){incoming->bytes ? incoming->bytes : "", incoming->size});
	ws_incoming_free(&incoming, connection->parts->env.wheel);
}

void ws_receive(struct ws_connection *connection, struct text piece)
{
	if (connection->is_closing)
		return;
	connection->is_heard = true;
	int fault = frame_fault(connection, piece);
	if (fault) {
		ws_close(connection, (enum ws_close)fault);
		return;
	}
	bool ends_frame = lws_remaining_packet_payload(connection->wsi) == 0;
	bool ends_message = ends_frame && lws_is_final_fragment(connection->wsi);
	connection->is_inside_frame = !ends_frame;
	if (!connection->incoming && !ends_message)
		(void)begin(connection);
	struct ws_incoming *incoming = connection->incoming;
	if (incoming && (!gather(incoming, piece) ||
				(ends_frame && ++incoming->fragments > WS_FRAGMENTS_MAX))) {
		ws_close(connection, WS_CLOSE_TOO_BIG);
		return;
	}
	if (ends_message)
		complete(connection, piece);
}
