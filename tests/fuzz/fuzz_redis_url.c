/* Any bytes as the setting `redis`: what is taken can be connected to and logged. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "redis/url.h"

static void check(const struct redis_address *address)
{
	assert(text_is_absent(address->path) != text_is_absent(address->host));
	assert(!text_is_absent(address->path) || address->port > 0);
	assert(strlen(address->name.data) == address->name.size);
	for (size_t i = 0; i < address->name.size; i++)
		assert(!strchr("\"\\\n", address->name.data[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct redis_address addresses[REDIS_SERVERS_MAX];
	const char *reason = NULL;
	size_t count = 0;
	struct arena arena;
	arena_init(&arena);
	struct text list = arena_copy(&arena, (struct text){(const char *)data, size});
	if (redis_url_parse(&arena, list, addresses, &count, &reason) == ERR_NONE) {
		for (size_t i = 0; i < count; i++)
			check(&addresses[i]);
		assert(redis_url_choose(addresses, count, data, size) < (count ? count : 1));
	} else {
		assert(reason);
	}
	arena_done(&arena);
	return 0;
}
