/*
 * Frames of a client must be masked (RFC 6455, 5.1), and libwebsockets takes unmasked ones all the
 * same and does not tell. But it hands out payloads where they lie in its one read buffer, behind
 * the frame's header, so that the header can be looked at. The buffer's place is learnt from the
 * handshake, whose answer is written into the same buffer. A header that came in pieces cannot be
 * seen; browsers always mask, so that nothing is gained by hiding it.
 */
#include "server.h"
#include "ws_connection.h"

enum { MASK_SIZE = 4, LENGTH_16 = 126, SHORT_HEADER = 2, LONG_HEADER = 4 };

void ws_learn_read_buffer(struct sockets *sockets, const char *end)
{
	sockets->read_buffer = end - SERVER_READ_BUFFER_SIZE;
}

/* Whether the bytes before `at` are a header of this payload's length, with this mask bit. */
static bool is_header(const char *at, const char *begin, uint64_t length, uint8_t mask_bit)
{
	const uint8_t *bytes = (const uint8_t *)at;
	size_t available = (size_t)(at - begin);
	if (length < LENGTH_16)
		return available >= SHORT_HEADER && (bytes[-2] & 0x70) == 0 &&
		       (bytes[-2] & 0x0F) <= 2 && bytes[-1] == (mask_bit | length);
	return length <= UINT16_MAX && available >= LONG_HEADER && (bytes[-4] & 0x70) == 0 &&
	       (bytes[-4] & 0x0F) <= 2 && bytes[-3] == (mask_bit | LENGTH_16) &&
	       (uint64_t)(bytes[-2] << 8 | bytes[-1]) == length;
}

bool ws_is_unmasked(const struct ws_connection *connection, struct text piece)
{
	const char *begin = connection->gateway->sockets->read_buffer;
	if (!begin || piece.data < begin || piece.data >= begin + SERVER_READ_BUFFER_SIZE)
		return false;
	uint64_t length = piece.size + lws_remaining_packet_payload(connection->wsi);
	if (length == 0)
		return false;
	if (piece.data - begin >= MASK_SIZE &&
		is_header(piece.data - MASK_SIZE, begin, length, 0x80))
		return false;
	return is_header(piece.data, begin, length, 0);
}
