/*
 * One event to 1,000 listeners: encoded, framed once, put into each outbox, taken out for one write
 * each. This file stands for sockets/ws.c: a connection here is its seat and its outbox.
 */
#include <stdlib.h>

#include "path.h"
#include "proto.h"
#include "sockets/frame.h"
#include "sockets/hub.h"
#include "sockets/outbox.h"
#include "sockets/ws.h"

enum { LISTENERS = 1000 };

struct ws_connection {
	struct hub_seat seat;
	struct outbox outbox;
};

static struct ws_connection connections[LISTENERS];
static struct hub *hub;
static const struct channel channel = {CHANNEL_SESSION, {{1}}, {{2}}};

struct hub_seat *ws_hub_seat(struct ws_connection *connection)
{
	return &connection->seat;
}

const struct who *ws_who(const struct ws_connection *connection)
{
	static const struct who visitor = {.kind = WHO_VISITOR};
	return &visitor;
}

void ws_send(struct ws_connection *connection, struct frame *frame)
{
	if (!outbox_put(&connection->outbox, frame))
		abort();
}

void path_prepare(void)
{
	hub = hub_new();
	for (size_t i = 0; i < LISTENERS; i++)
		if (!hub_listen(hub, &connections[i], channel))
			abort();
}

void path_once(void)
{
	static char buffer[OUTBOX_WRITE_MAX];
	struct arena arena;
	arena_init(&arena);
	const struct proto_message_stored event = {.session_id = {{2}},
		.id = {{3}},
		.seq = 17,
		.created_at = 1700000000123456,
		.fingerprint = TEXT("0123456789abcdef0123456789abcdef")};
	struct frame *frame = frame_new(proto_encode_message_stored(&arena, &event));
	hub_publish(hub, channel, frame, NULL);
	frame_unref(&frame);
	arena_done(&arena);
	for (size_t i = 0; i < LISTENERS; i++) {
		uint32_t count;
		if (text_is_absent(outbox_next(&connections[i].outbox, buffer, &count)))
			abort();
		outbox_drop(&connections[i].outbox, count);
	}
}
