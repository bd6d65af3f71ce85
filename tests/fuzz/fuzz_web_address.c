/* Any bytes but controls as the address of a page: what is kept has no user, no fragment and no
 * parameter but those of the names that are kept, and is kept again as it is. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/query.h"
#include "base/web_address.h"

static const struct text names[] = {TEXT("sku"), TEXT("q")};

static void check_query(struct arena *arena, struct text query, size_t name_count)
{
	struct text name, value;
	while (query_next(arena, &query, &name, &value)) {
		bool is_kept = false;
		for (size_t i = 0; i < name_count; i++)
			is_kept |= text_equals(name, names[i]);
		assert(is_kept);
	}
}

static void check(struct arena *arena, struct text kept, size_t name_count)
{
	const char *host = memmem(kept.data, kept.size, "://", 3);
	struct text again = TEXT_ABSENT;
	assert(kept.size <= WEB_ADDRESS_SIZE_MAX && host);
	assert(text_starts_with(kept, TEXT("https://")) || text_starts_with(kept, TEXT("http://")));
	host += 3;
	const size_t rest = kept.size - (size_t)(host - kept.data);
	const char *slash = memchr(host, '/', rest);
	const char *query = memchr(host, '?', rest);
	const char *end = slash && (!query || slash < query) ? slash : query;
	const size_t host_size = end ? (size_t)(end - host) : rest;
	assert(host_size > 0 && !memchr(host, '@', host_size) && !memchr(host, '\\', host_size));
	assert(!memchr(kept.data, '#', kept.size));
	if (query)
		check_query(arena,
			(struct text){query + 1, kept.size - (size_t)(query + 1 - kept.data)},
			name_count);
	assert(web_address_keep(arena, kept, names, name_count, &again));
	assert(text_equals(again, kept));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (text_has_control((struct text){(const char *)data, size}))
		return 0;
	for (size_t name_count = 0; name_count <= sizeof(names) / sizeof(names[0]); name_count++) {
		struct text kept = TEXT_ABSENT;
		struct arena arena;
		arena_init(&arena);
		const struct text typed =
			arena_copy(&arena, (struct text){(const char *)data, size});
		if (web_address_keep(&arena, typed, names, name_count, &kept))
			check(&arena, kept, name_count);
		arena_done(&arena);
	}
	return 0;
}
