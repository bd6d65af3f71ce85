/*
 * Any sequence of frames, cut into any pieces, as libwebsockets would hand them out: what comes out
 * as a message is exactly what went in, within its bounds, and a connection that is to be closed
 * takes no more. libwebsockets' three questions and what follows a message are played here.
 *
 * The input is a list of pieces: flags (1: ends its frame, 2: the frame is final, 4: binary), two
 * bytes of length, one byte to fill it with.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sockets/connection.h"
#include "sockets/server.h"

enum { PIECE_HEAD = 4, ENDS_FRAME = 1, IS_FINAL = 2, IS_BINARY = 4, PIECE_SIZE_MAX = 1 << 16 };

static struct {
	uint8_t flags;
	size_t piece_size;
} now;
static struct {
	char *bytes;
	size_t size, fragments;
} sent; /* the message so far */

int lws_frame_is_binary(struct lws *wsi)
{
	return now.flags & IS_BINARY;
}

size_t lws_remaining_packet_payload(struct lws *wsi)
{
	return now.flags & ENDS_FRAME ? 0 : 1;
}

int lws_is_final_fragment(struct lws *wsi)
{
	return (now.flags & IS_FINAL) && (now.flags & ENDS_FRAME);
}

void ws_close(struct ws_connection *connection, enum ws_close code)
{
	assert(code == WS_CLOSE_TOO_BIG || code == WS_CLOSE_UNSUPPORTED ||
		code == WS_CLOSE_PROTOCOL);
	connection->is_closing = true;
}

void ws_take_message(struct ws_connection *connection, struct text message)
{
	assert(!connection->is_closing);
	assert(message.size <= WS_MESSAGE_SIZE_MAX && sent.fragments <= WS_FRAGMENTS_MAX);
	assert(message.size == sent.size);
	assert(message.size == 0 || memcmp(message.data, sent.bytes, sent.size) == 0);
}

static void receive(struct ws_connection *connection, const uint8_t *head)
{
	static char read_buffer[PIECE_SIZE_MAX];
	now.flags = head[0];
	now.piece_size = (size_t)head[1] << 8 | head[2];
	memset(read_buffer, head[3], now.piece_size);
	sent.bytes = realloc(sent.bytes, sent.size + now.piece_size + 1);
	memcpy(sent.bytes + sent.size, read_buffer, now.piece_size);
	sent.size += now.piece_size;
	sent.fragments += (now.flags & ENDS_FRAME) != 0;
	ws_receive(connection, (struct text){read_buffer, now.piece_size});
	if (lws_is_final_fragment(NULL))
		sent.size = sent.fragments = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uv_loop_t loop;
	struct sockets sockets = {0};
	struct parts parts = {.sockets = &sockets};
	struct ws_connection connection = {.parts = &parts};
	(void)uv_loop_init(&loop);
	parts.env.wheel = wheel_new(&loop);
	sent.size = sent.fragments = 0;
	for (; size >= PIECE_HEAD && !connection.is_closing; size -= PIECE_HEAD, data += PIECE_HEAD)
		receive(&connection, data);
	ws_incoming_free(&connection.incoming, parts.env.wheel);
	wheel_free(&parts.env.wheel);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert(uv_loop_close(&loop) == 0);
	return 0;
}
