/* Who holds most memory among the connections, and goes first when it runs short. */
#include "sockets/connection.h"

static size_t weight(const struct ws_connection *connection)
{
	size_t incoming = connection->incoming ? connection->incoming->capacity : 0;
	size_t queued = connection->queue ? connection->queue->bytes : 0;
	return connection->outbox.bytes + connection->held + incoming + queued;
}

static struct ws_connection *open_at(const struct sockets *sockets, uint32_t slot)
{
	struct ws_connection *connection = sockets->slots[slot].connection;
	return connection && !connection->is_closing ? connection : NULL;
}

size_t ws_heaviest(const struct sockets *sockets)
{
	size_t heaviest = 0;
	for (uint32_t slot = 0; slot < sockets->slot_count; slot++) {
		const struct ws_connection *connection = open_at(sockets, slot);
		if (connection && weight(connection) > heaviest)
			heaviest = weight(connection);
	}
	return heaviest;
}

/* Closing is carried out by the turn's flush: no slot changes here. */
size_t ws_shed(struct sockets *sockets, size_t least)
{
	size_t gone = 0;
	for (uint32_t slot = 0; slot < sockets->slot_count; slot++) {
		struct ws_connection *connection = open_at(sockets, slot);
		if (!connection || weight(connection) < least)
			continue;
		ws_drop_slow(connection);
		gone++;
	}
	return gone;
}
