/* Framed events. Header and payload lie in one allocation, so that they go out as they are. */
#include "sockets/frame.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "loop/flight.h"

/* RFC 6455, 5.2: FIN with the opcode, then 7, 16 or 64 bits of length. */
enum { FIN_TEXT = 0x81, FIN_PING = 0x89, LENGTH_16 = 126, LENGTH_64 = 127 };

struct frame {
	uint32_t references;
	uint16_t header_size;
	bool is_lazy;
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
	char header[FRAME_HEADER_MAX];
	size_t header_size = write_header(first, payload.size, header);
	struct frame *frame = memory_new(sizeof(*frame) + header_size + payload.size);
	flight_add(header_size + payload.size);
	*frame = (struct frame){1, (uint16_t)header_size, false, payload.size};
	memcpy(frame->bytes, header, header_size);
	if (payload.size > 0)
		memcpy(frame->bytes + header_size, payload.data, payload.size);
	return frame;
}

struct frame *frame_new(struct text json)
{
	return make(FIN_TEXT, json);
}

struct frame *frame_new_lazy(struct text json)
{
	struct frame *frame = make(FIN_TEXT, json);
	frame->is_lazy = true;
	return frame;
}

bool frame_is_lazy(const struct frame *frame)
{
	return frame->is_lazy;
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
	flight_drop(dropped->header_size + dropped->payload_size);
	explicit_bzero(dropped->bytes, dropped->header_size + dropped->payload_size);
	free(dropped);
}

/* --- as a Server-Sent Event ------------------------------------------------------------------- */
/* A line that begins with a colon is a comment. */
static const struct text event_begin = TEXT("data: "), event_end = TEXT("\n\n"),
			 comment = TEXT(":\n\n");

static bool is_ping(const struct frame *frame)
{
	return (unsigned char)frame->bytes[0] == FIN_PING;
}

size_t frame_event_size(const struct frame *frame)
{
	return is_ping(frame) ? comment.size
			      : event_begin.size + frame->payload_size + event_end.size;
}

/* Copies what of `part`, which begins at `*offset` or before, fits; moves on. */
static void copy_part(struct text part, size_t *offset, char **to, size_t *room)
{
	if (*offset >= part.size) {
		*offset -= part.size;
		return;
	}
	size_t size = part.size - *offset < *room ? part.size - *offset : *room;
	memcpy(*to, part.data + *offset, size);
	*to += size;
	*room -= size;
	*offset = 0;
}

/* A line break would end the field. In JSON it stands between tokens only, where a space does as
 * well: PostgreSQL writes some. */
static void join_lines(char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] == '\n' || text[i] == '\r')
			text[i] = ' ';
}

size_t frame_copy_event(const struct frame *frame, size_t offset, char *buffer, size_t room)
{
	char *end = buffer;
	if (is_ping(frame)) {
		copy_part(comment, &offset, &end, &room);
		return (size_t)(end - buffer);
	}
	copy_part(event_begin, &offset, &end, &room);
	char *payload = end;
	copy_part(frame_payload(frame), &offset, &end, &room);
	join_lines(payload, (size_t)(end - payload));
	copy_part(event_end, &offset, &end, &room);
	return (size_t)(end - buffer);
}

/* --- what it holds ---------------------------------------------------------------------------- */
struct text frame_bytes(const struct frame *frame)
{
	return (struct text){frame->bytes, frame->header_size + frame->payload_size};
}

struct text frame_payload(const struct frame *frame)
{
	return (struct text){frame->bytes + frame->header_size, frame->payload_size};
}
