/* Any bytes as a request's head: what is taken keeps its promises, in one look or in two. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/http_head.h"

enum { BODY_MAX = 64 * 1024 };

/* Bytes with an empty line before them, for the caller to free. */
static char *put_behind_empty_line(struct text input)
{
	char *bytes = malloc(input.size + 2);
	assert(bytes);
	bytes[0] = '\r';
	bytes[1] = '\n';
	if (input.size)
		memcpy(bytes + 2, input.data, input.size);
	return bytes;
}

/* An empty line before a head changes nothing about it (RFC 9112, 2.2). */
static void check_with_empty_line(struct text input, const struct http_head *head)
{
	char *bytes = put_behind_empty_line(input);
	struct text later = {bytes, input.size + 2};
	struct http_head again;
	const char *detail = NULL;
	size_t size = 0;
	if (!text_starts_with(input, TEXT("\r\n"))) {
		assert(http_head_scan(later, 1, &size) == http_head_scan(input, 0, &size));
		assert(http_head_parse(later, BODY_MAX, &again, &detail) == ERR_NONE);
		assert(text_equals(again.path, head->path));
		assert(again.header_count == head->header_count);
	}
	free(bytes);
}

static void check(const struct http_head *head, struct text input)
{
	assert(head->path.size && head->path.data[0] == '/');
	assert(!memmem(head->path.data, head->path.size, "/../", 4));
	assert(head->header_count <= HTTP_HEADERS_MAX);
	assert(head->body_size <= BODY_MAX);
	assert(http_head_find(head, "host").size);
	assert(text_is_absent(http_head_find(head, "transfer-encoding")));
	for (size_t i = 0; i < head->header_count; i++) {
		struct text value = head->headers[i].value;
		assert(value.data >= input.data &&
			value.data + value.size <= input.data + input.size);
		assert(!value.size || !memchr(value.data, '\n', value.size));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text input = {(const char *)data, size};
	struct http_head head;
	const char *detail = NULL;
	size_t head_size = 0;
	size_t again = 0;
	enum http_head_progress progress = http_head_scan(input, 0, &head_size);
	struct text half = {input.data, size / 2};
	if (http_head_scan(half, 0, &again) == HTTP_HEAD_MORE)
		assert(http_head_scan(input, half.size, &again) == progress);
	if (progress != HTTP_HEAD_COMPLETE)
		head_size = size;
	assert(head_size <= size);
	input.size = head_size;
	if (http_head_parse(input, BODY_MAX, &head, &detail) == ERR_NONE) {
		check(&head, input);
		check_with_empty_line(input, &head);
	}
	return 0;
}
