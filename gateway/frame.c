/* Framed events. Header and payload lie in one allocation, so that they go out as they are. */
#include "frame.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

/* RFC 6455, 5.2: FIN with the opcode, then 7, 16 or 64 bits of length. */
enum { FIN_TEXT = 0x81, FIN_PING = 0x89, LENGTH_16 = 126, LENGTH_64 = 127, HEADER_SIZE_MAX = 10 };

struct frame {
	uint32_t references;
	uint32_t header_size;
	size_t payload_size;
	char bytes[];
};

static size_t write_header(uint8_t first, size_t payload_size, char *ret_header)
{
	size_t length_bytes = 0;
	ret_header[0] = (char)first;
	ret_header[1] = (char)payload_size;
	if (payload_size > UINT16_MAX) {
		ret_header[1] = LENGTH_64;
		length_bytes = 8;
	} else if (payload_size >= LENGTH_16) {
		ret_header[1] = LENGTH_16;
		length_bytes = 2;
	}
	for (size_t i = 0; i < length_bytes; i++)
		ret_header[2 + i] = (char)((uint64_t)payload_size >> (8 * (length_bytes - 1 - i)));
	return 2 + length_bytes;
}

static struct frame *make(uint8_t first, struct text payload)
{
	char header[HEADER_SIZE_MAX];
	size_t header_size = write_header(first, payload.size, header);
	struct frame *frame = memory_new(sizeof(*frame) + header_size + payload.size);
	*frame = (struct frame){1, (uint32_t)header_size, payload.size};
	memcpy(frame->bytes, header, header_size);
	if (payload.size > 0)
		memcpy(frame->bytes + header_size, payload.data, payload.size);
	return frame;
}

struct frame *frame_new(struct text json)
{
	return make(FIN_TEXT, json);
}

/* libwebsockets does not report a pong without payload. */
struct frame *frame_new_ping(void)
{
	return make(FIN_PING, TEXT("f"));
}

struct frame *frame_ref(struct frame *frame)
{
	frame->references++;
	return frame;
}

void frame_unref(struct frame **frame)
{
	struct frame *dropped = *frame;
	*frame = NULL;
	if (!dropped || --dropped->references > 0)
		return;
	explicit_bzero(dropped->bytes, dropped->header_size + dropped->payload_size);
	free(dropped);
}

struct text frame_bytes(const struct frame *frame)
{
	return (struct text){frame->bytes, frame->header_size + frame->payload_size};
}

struct text frame_payload(const struct frame *frame)
{
	return (struct text){frame->bytes + frame->header_size, frame->payload_size};
}
