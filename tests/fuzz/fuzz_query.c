/* Any bytes as a query string, after the name that is looked for: what is found is text. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/query.h"

static void check(struct text found)
{
	if (text_is_absent(found))
		return;
	assert(text_is_utf8(found));
	assert(!found.size || !memchr(found.data, 0, found.size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text query = {(const char *)data, size};
	struct arena arena;
	arena_init(&arena);
	check(query_decode(&arena, query));
	check(query_find(&arena, query, "limit"));
	check(query_find(&arena, query, ""));
	arena_done(&arena);
	return 0;
}
