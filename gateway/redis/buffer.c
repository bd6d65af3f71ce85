/* Formatting without format strings: lengths in front, bytes as they are. */
#include "redis/buffer.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { CAPACITY_LEAST = 4096, LINE_SIZE_MAX = 24 /* a mark, 20 digits, CR LF */ };

void redis_buffer_clear(struct redis_buffer *buffer)
{
	if (buffer->is_secret)
		explicit_bzero(buffer->data, buffer->size);
	buffer->is_secret = false;
	buffer->size = 0;
}

void redis_buffer_done(struct redis_buffer *buffer)
{
	redis_buffer_clear(buffer);
	free(buffer->data);
	*buffer = (struct redis_buffer){0};
}

static char *grow(struct redis_buffer *buffer, size_t size)
{
	size_t capacity = buffer->capacity ? buffer->capacity : CAPACITY_LEAST;
	while (capacity - buffer->size < size)
		capacity *= 2;
	if (capacity != buffer->capacity)
		buffer->data = buffer->is_secret ? memory_grow(buffer->data, buffer->size, capacity)
						 : memory_resize(buffer->data, capacity, 1);
	buffer->capacity = capacity;
	return buffer->data + buffer->size;
}

/* `mark`, the number in decimal, CR LF. */
static void put_line(struct redis_buffer *buffer, char mark, size_t number)
{
	char line[LINE_SIZE_MAX];
	size_t at = sizeof(line);
	line[--at] = '\n';
	line[--at] = '\r';
	do {
		line[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	line[--at] = mark;
	memcpy(grow(buffer, LINE_SIZE_MAX), line + at, sizeof(line) - at);
	buffer->size += sizeof(line) - at;
}

void redis_put_command(struct redis_buffer *buffer, size_t words)
{
	put_line(buffer, '*', words);
}

char *redis_put_room(struct redis_buffer *buffer, size_t size)
{
	put_line(buffer, '$', size);
	char *room = grow(buffer, size + 2);
	room[size] = '\r';
	room[size + 1] = '\n';
	buffer->size += size + 2;
	return room;
}

void redis_put(struct redis_buffer *buffer, struct text word)
{
	char *room = redis_put_room(buffer, word.size);
	if (word.size)
		memcpy(room, word.data, word.size);
}

void redis_put_secret(struct redis_buffer *buffer, struct text word)
{
	buffer->is_secret = true;
	redis_put(buffer, word);
}
