/* A buffer that doubles. */
#include "net/http_input.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "loop/flight.h"

enum { SIZE_LEAST = 2048 };

void http_input_free(struct http_input *input)
{
	if (input->bytes)
		explicit_bzero(input->bytes, input->size);
	free(input->bytes);
	flight_drop(input->capacity);
	input->bytes = NULL;
	input->size = input->capacity = input->scanned = 0;
}

/* --- what comes ------------------------------------------------------------------------------- */
char *http_input_room(struct http_input *input, bool is_head, size_t *ret_room)
{
	size_t most = is_head ? HTTP_HEAD_SIZE_MAX : input->request_size;
	if (input->size == input->capacity) {
		size_t capacity = input->capacity * 2;
		capacity = capacity < SIZE_LEAST ? SIZE_LEAST : capacity;
		input->bytes = memory_grow(input->bytes, input->size, capacity);
		flight_add(capacity - input->capacity);
		input->capacity = capacity;
	}
	size_t end = input->capacity < most ? input->capacity : most;
	*ret_room = end - input->size;
	return input->bytes + input->size;
}

void http_input_add(struct http_input *input, size_t size)
{
	input->size += size;
}

enum http_head_progress http_input_scan(struct http_input *input)
{
	enum http_head_progress progress =
		http_head_scan(http_input_all(input), input->scanned, &input->head_size);
	if (progress == HTTP_HEAD_MORE)
		input->scanned = input->size;
	return progress;
}

void http_input_expect(struct http_input *input, size_t body_size)
{
	input->request_size = input->head_size + body_size;
}

/* --- how far it is ---------------------------------------------------------------------------- */
bool http_input_is_empty(const struct http_input *input)
{
	return input->size == 0;
}

bool http_input_is_fresh(const struct http_input *input)
{
	return input->scanned == 0;
}

bool http_input_is_too_long(const struct http_input *input)
{
	return input->size == HTTP_HEAD_SIZE_MAX;
}

bool http_input_is_head_alone(const struct http_input *input)
{
	return input->size == input->head_size;
}

bool http_input_is_whole(const struct http_input *input)
{
	return input->size >= input->request_size;
}

bool http_input_is_exact(const struct http_input *input)
{
	return input->size == input->request_size;
}

/* --- what there is ---------------------------------------------------------------------------- */
struct text http_input_head(const struct http_input *input)
{
	return (struct text){input->bytes, input->head_size};
}

struct text http_input_request(const struct http_input *input)
{
	return (struct text){input->bytes, input->request_size};
}

struct text http_input_all(const struct http_input *input)
{
	return (struct text){input->bytes, input->size};
}

size_t http_input_weight(const struct http_input *input)
{
	return input->capacity;
}
