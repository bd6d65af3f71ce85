/* Any bytes as a change of the widget's configuration: what is kept is JSON, and is taken again. */
#include <assert.h>
#include <stdint.h>

#include "chat/config_input.h"

static const char *read(struct arena *arena, struct text text, struct text *ret_kept)
{
	struct json *body = NULL;
	struct config_input input = {0};
	if (json_parse(text, &body) != ERR_NONE)
		return "it is no JSON";
	const char *fault = config_input_read(arena, body, &input);
	*ret_kept = input.changes;
	json_free(&body);
	return fault;
}

/* The change that these make, as a request brings it. */
static struct text again(struct arena *arena, struct text kept)
{
	const char *comma = kept.size > 2 ? "," : "";
	return arena_printf(
		arena, "{\"updatedAt\":\"\"%s%.*s", comma, (int)kept.size - 1, kept.data + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct text kept, same;
	arena_init(&arena);
	if (!read(&arena, (struct text){(const char *)data, size}, &kept)) {
		assert(text_is_utf8(kept));
		assert(!read(&arena, again(&arena, kept), &same));
		assert(text_equals(kept, same));
	}
	arena_done(&arena);
	return 0;
}
