/* Any bytes as what Redis says, in pieces of any size: replies whose every byte can be read. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "redis/reply.h"

static void check(const struct redis_reply *reply)
{
	volatile uint8_t sum = 0;
	assert(reply->is_array || reply->count == 1);
	for (size_t i = 0; i < reply->count; i++)
		for (size_t at = 0; at < reply->values[i].text.size; at++)
			sum = (uint8_t)(sum + (uint8_t)reply->values[i].text.data[at]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct redis_reader *reader = redis_reader_new();
	struct redis_reply reply;
	enum redis_read read = REDIS_READ_MORE;
	size_t step = size ? 1 + data[0] : 1;
	for (size_t at = 0; at < size && read != REDIS_READ_BROKEN; at += step) {
		size_t piece = size - at < step ? size - at : step;
		redis_reader_feed(reader, (struct text){(const char *)data + at, piece});
		while ((read = redis_reader_next(reader, &reply)) == REDIS_READ_REPLY)
			check(&reply);
	}
	redis_reader_free(&reader);
	return 0;
}
