/*
 * hiredis's reader calls back for each value. We copy texts into one buffer, used again for every
 * reply: the reader's own may move while a reply has not come whole.
 */
#include "redis/reply.h"

#include <hiredis/read.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { REPLY_SIZE_MAX = 1024 * 1024, VALUES_MAX = 65536, CAPACITY_LEAST = 4096, VALUES_LEAST = 4 };

struct redis_reader {
	redisReader *hiredis;
	bool is_broken;
	bool is_array;
	size_t count, value_capacity;
	struct redis_value *values;
	size_t size, capacity;
	char *bytes; /* the texts, in the order of the values */
};

/* --- what hiredis's reader calls: NULL breaks the reading off ----------------------------- */
static struct redis_value *add_value(const redisReadTask *task, enum redis_kind kind)
{
	struct redis_reader *reader = task->privdata;
	if (reader->count == reader->value_capacity) {
		reader->value_capacity =
			reader->value_capacity ? reader->value_capacity * 2 : VALUES_LEAST;
		reader->values = memory_resize(
			reader->values, reader->value_capacity, sizeof(*reader->values));
	}
	struct redis_value *value = &reader->values[reader->count++];
	*value = (struct redis_value){.kind = kind};
	return value;
}

static bool make_room(struct redis_reader *reader, size_t size)
{
	size_t capacity = reader->capacity ? reader->capacity : CAPACITY_LEAST;
	if (size > REPLY_SIZE_MAX - reader->size)
		return false;
	while (capacity - reader->size < size)
		capacity *= 2;
	if (capacity != reader->capacity)
		reader->bytes = memory_resize(reader->bytes, capacity, 1);
	reader->capacity = capacity;
	return true;
}

static void *take_string(const redisReadTask *task, char *bytes, size_t size)
{
	struct redis_reader *reader = task->privdata;
	enum redis_kind kind = task->type == REDIS_REPLY_ERROR    ? REDIS_ERROR
			       : task->type == REDIS_REPLY_STATUS ? REDIS_STATUS
								  : REDIS_STRING;
	if (!make_room(reader, size))
		return NULL;
	if (size)
		memcpy(reader->bytes + reader->size, bytes, size);
	reader->size += size;
	add_value(task, kind)->text.size = size;
	return reader;
}

static void *take_array(const redisReadTask *task, int count)
{
	struct redis_reader *reader = task->privdata;
	if (task->parent || count > VALUES_MAX)
		return NULL;
	reader->is_array = true;
	return reader;
}

static void *take_integer(const redisReadTask *task, long long integer)
{
	add_value(task, REDIS_INTEGER)->integer = integer;
	return task->privdata;
}

static void *take_nil(const redisReadTask *task)
{
	(void)add_value(task, REDIS_NIL);
	return task->privdata;
}

static void free_nothing(void *object)
{
}

static redisReplyObjectFunctions functions = {
	take_string, take_array, take_integer, take_nil, free_nothing};

/* --- reading ---------------------------------------------------------------------------------- */
struct redis_reader *redis_reader_new(void)
{
	struct redis_reader *reader = MEMORY_NEW(struct redis_reader);
	reader->hiredis = redisReaderCreateWithFunctions(&functions);
	if (!reader->hiredis)
		abort(); /* out of memory */
	reader->hiredis->privdata = reader;
	reader->hiredis->maxbuf = 0; /* keep the buffer */
	return reader;
}

void redis_reader_free(struct redis_reader **reader)
{
	struct redis_reader *gone = *reader;
	*reader = NULL;
	if (!gone)
		return;
	redisReaderFree(gone->hiredis);
	free(gone->values);
	free(gone->bytes);
	free(gone);
}

void redis_reader_feed(struct redis_reader *reader, struct text bytes)
{
	if (redisReaderFeed(reader->hiredis, bytes.data, bytes.size) != REDIS_OK)
		reader->is_broken = true;
}

static void give(struct redis_reader *reader, struct redis_reply *ret_reply)
{
	const char *at = reader->bytes;
	for (size_t i = 0; i < reader->count; i++)
		if (reader->values[i].kind != REDIS_NIL &&
			reader->values[i].kind != REDIS_INTEGER) {
			reader->values[i].text.data = at;
			at += reader->values[i].text.size;
		}
	*ret_reply = (struct redis_reply){reader->is_array, reader->count, reader->values};
	reader->is_array = false;
	reader->count = reader->size = 0;
}

enum redis_read redis_reader_next(struct redis_reader *reader, struct redis_reply *ret_reply)
{
	void *whole = NULL;
	if (reader->is_broken || redisReaderGetReply(reader->hiredis, &whole) != REDIS_OK ||
		(!whole && reader->hiredis->len - reader->hiredis->pos > REPLY_SIZE_MAX)) {
		reader->is_broken = true;
		return REDIS_READ_BROKEN;
	}
	if (!whole)
		return REDIS_READ_MORE;
	give(reader, ret_reply);
	return REDIS_READ_REPLY;
}
