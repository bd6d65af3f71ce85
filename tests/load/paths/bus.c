/*
 * 100 events on the bus: sealed into the buffer towards Redis, read as Redis sends them on, opened
 * at the other replica. What Redis adds is written here in its place.
 */
#include <stdlib.h>
#include <string.h>

#include "bus/payload.h"
#include "path.h"
#include "redis/buffer.h"
#include "redis/reply.h"

enum { EVENTS = 100, ROOM_SIZE = 1024, PIECE_SIZE = 16 * 1024 /* redis/socket.c's */ };

static const struct seal_key key = {{{7}}, {1, 2, 3}};
static const char json[] =
	"{\"type\":\"message.stored\",\"sessionId\":\"00000000-0000-0000-0000-000000000002\","
	"\"id\":\"00000000-0000-0000-0000-000000000003\",\"seq\":17,"
	"\"createdAt\":\"2026-01-01T00:00:00.123456Z\"}";
static const struct bus_event event = {
	.channel = {CHANNEL_SESSION, {{1}}, {{2}}},
	.note = {.kind = 1, .id = {{3}}, .a = 17},
	.json = {json, sizeof(json) - 1},
};

static struct redis_buffer buffer;
static struct redis_reader *reader;

void path_prepare(void)
{
	reader = redis_reader_new();
}

static void publish(uint64_t number)
{
	const struct bus_head head = {{{9}}, number, key.id};
	char name[CHANNEL_NAME_SIZE + 1];
	channel_name(&event.channel, name);
	redis_put_command(&buffer, 3);
	redis_put(&buffer, TEXT("message"));
	redis_put(&buffer, (struct text){name, CHANNEL_NAME_SIZE});
	bus_payload_seal(
		&head, &key, &event, redis_put_room(&buffer, bus_payload_size(event.json.size)));
}

static void hear(const struct redis_reply *reply)
{
	static char room[ROOM_SIZE];
	struct bus_event heard;
	struct bus_head head;
	if (!channel_parse(reply->values[1].text, &heard.channel) ||
		bus_payload_head(reply->values[2].text, &head) != ERR_NONE ||
		bus_payload_open(&head, &key, reply->values[2].text, room, &heard) != ERR_NONE ||
		!text_equals(heard.json, event.json))
		abort();
}

static size_t hear_piece(struct text piece)
{
	struct redis_reply reply;
	size_t count = 0;
	redis_reader_feed(reader, piece);
	while (redis_reader_next(reader, &reply) == REDIS_READ_REPLY) {
		hear(&reply);
		count++;
	}
	return count;
}

void path_once(void)
{
	size_t count = 0;
	buffer.size = 0;
	for (uint64_t i = 0; i < EVENTS; i++)
		publish(i);
	for (size_t at = 0; at < buffer.size; at += PIECE_SIZE) {
		size_t left = buffer.size - at;
		count += hear_piece(
			(struct text){buffer.data + at, left < PIECE_SIZE ? left : PIECE_SIZE});
	}
	if (count != EVENTS)
		abort();
}
