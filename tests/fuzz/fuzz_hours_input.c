/* Any JSON as a desk's hours: what is kept is kept again as it is. */
#include <assert.h>
#include <stdint.h>

#include "chat/hours_input.h"

static bool read(struct arena *arena, struct text given, struct text *ret_kept)
{
	struct json_writer writer;
	struct json *json = NULL;
	if (json_parse(given, &json) != ERR_NONE)
		return false;
	json_writer_init(&writer, arena);
	bool is_taken = !hours_input_take(arena, NULL, json, &writer);
	*ret_kept = json_writer_text(&writer);
	json_free(&json);
	return is_taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct text kept, again, given = {(const char *)data, size};
	arena_init(&arena);
	if (size > 0 && read(&arena, given, &kept)) {
		bool is_taken = read(&arena, kept, &again);
		assert(is_taken && text_equals(kept, again));
	}
	arena_done(&arena);
	return 0;
}
