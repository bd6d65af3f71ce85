/* Any bytes as a page's attributes: what is kept is JSON within the bounds, and is taken again. */
#include <assert.h>
#include <stdint.h>

#include "accounts/attribute_input.h"

static const char *read(struct arena *arena, struct text text, struct text *ret_kept)
{
	struct json *object = NULL;
	if (json_parse(text, &object) != ERR_NONE)
		return "it is no JSON";
	const char *fault =
		attribute_input_read(arena, "attributes", object, ATTRIBUTES_MAX, ret_kept);
	size_t count = json_member_count(object);
	json_free(&object);
	if (!fault)
		assert(count <= ATTRIBUTES_MAX);
	return fault;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct text kept, again;
	arena_init(&arena);
	if (!read(&arena, (struct text){(const char *)data, size}, &kept)) {
		assert(text_is_utf8(kept));
		assert(!read(&arena, kept, &again));
		assert(text_equals(kept, again));
	}
	arena_done(&arena);
	return 0;
}
