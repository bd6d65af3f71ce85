/* Any bytes as an origin: what is taken has one form, which is an origin itself, and has that form.
 */
#include <assert.h>
#include <stdint.h>

#include "base/origin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct text typed = {(const char *)data, size};
	struct arena arena;
	struct text origin, again;
	arena_init(&arena);
	if (!origin_read(&arena, typed, &origin)) {
		assert(origin.size <= ORIGIN_SIZE_MAX && !text_has_control(origin));
		assert(!origin_read(&arena, origin, &again) && text_equals(origin, again));
		for (size_t i = 0; i < origin.size; i++)
			assert((origin.data[i] < 'A' || origin.data[i] > 'Z') &&
				(unsigned char)origin.data[i] < 0x80);
	}
	arena_done(&arena);
	return 0;
}
