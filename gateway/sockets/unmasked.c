/*
 * Frames of a client must be masked (RFC 6455, 5.1), and libwebsockets takes unmasked ones all the
 * same and does not tell. But it hands out payloads where they lie in its one read buffer, behind
 * the frame's header, so that the header can be looked at. The buffer's place is learnt from the
 * handshake, whose answer is written into the same buffer. What came along with the handshake is
 * looked at before libwebsockets gets it. A header that two reads brought cannot be seen; browsers
 * always mask, so that nothing is gained by hiding it.
 */
#include "sockets/connection.h"

#include "sockets/server.h"

enum { MASK_SIZE = 4, LENGTH_16 = 126, LENGTH_64 = 127, SHORT_HEADER = 2, LONG_HEADER = 4 };

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
	const char *begin = connection->parts->sockets->read_buffer;
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

/* The size of a frame, its mask included; past any buffer when its length has 64 bits. */
static size_t frame_size(const uint8_t *bytes, size_t available)
{
	size_t length = bytes[1] & 0x7F;
	if (length == LENGTH_64)
		return SIZE_MAX;
	if (length < LENGTH_16)
		return SHORT_HEADER + MASK_SIZE + length;
	if (available < LONG_HEADER)
		return SIZE_MAX;
	return LONG_HEADER + MASK_SIZE + ((size_t)bytes[2] << 8 | bytes[3]);
}

bool ws_has_unmasked(struct text frames)
{
	const uint8_t *bytes = (const uint8_t *)frames.data;
	size_t left = frames.size;
	while (left >= SHORT_HEADER) {
		if ((bytes[1] & 0x80) == 0)
			return true;
		size_t size = frame_size(bytes, left);
		if (size >= left)
			return false;
		bytes += size;
		left -= size;
	}
	return false;
}
