/* Any bytes as a webhook's address: what is kept is within the bounds, and is kept again as it is.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "notify/webhook_input.h"
#include "outside/url.h"

static const char *read(struct arena *arena, struct text url, struct text *ret_kept)
{
	struct json_writer writer;
	struct json *body = NULL;
	struct webhook_input input = {0};
	json_writer_init(&writer, arena);
	json_open_object(&writer);
	json_put_name(&writer, "url");
	json_put_text(&writer, url);
	json_close_object(&writer);
	if (json_parse(json_writer_text(&writer), &body) != ERR_NONE)
		return "it is no JSON";
	const char *fault = webhook_input_read(arena, body, true, &input);
	*ret_kept = arena_copy(arena, input.url);
	json_free(&body);
	return fault;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct text kept, again, url = {(const char *)data, size};
	arena_init(&arena);
	if (size > 0 && text_is_utf8(url) && !read(&arena, url, &kept)) {
		assert(kept.size <= OUTSIDE_URL_SIZE_MAX && memcmp(kept.data, "http", 4) == 0);
		assert(!memchr(kept.data, '#', kept.size) && !memchr(kept.data, ' ', kept.size));
		assert(!read(&arena, kept, &again));
		assert(text_equals(kept, again));
	}
	arena_done(&arena);
	return 0;
}
