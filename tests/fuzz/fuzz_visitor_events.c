/* Any bytes as a page's events: what is kept is JSON within the bounds, and is taken again. */
#include <assert.h>
#include <stdint.h>

#include "accounts/event_input.h"

static const char *read(struct arena *arena, struct text text, struct text *ret_told)
{
	struct json *events = NULL;
	if (json_parse(text, &events) != ERR_NONE)
		return "it is no JSON";
	const char *fault = event_input_read(arena, events, ret_told);
	size_t count = json_count(events);
	json_free(&events);
	if (!fault)
		assert(count > 0 && count <= EVENTS_MAX);
	return fault;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct text told, again;
	arena_init(&arena);
	if (!read(&arena, (struct text){(const char *)data, size}, &told)) {
		assert(text_is_utf8(told));
		assert(!read(&arena, told, &again));
		assert(text_equals(told, again));
	}
	arena_done(&arena);
	return 0;
}
