/* Any bytes as a PROXY protocol header: it ends within its limit, means the same with more behind
 * it, and is never judged before its end unless it is none. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/proxy_header.h"

static enum proxy_header_progress read_copy(
	const uint8_t *data, size_t size, struct proxy_header *ret_header)
{
	char *copy = malloc(size + 1); /* its end is watched by the sanitizer */
	assert(copy);
	memcpy(copy, data, size);
	copy = realloc(copy, size ? size : 1);
	enum proxy_header_progress progress =
		proxy_header_read((struct text){copy, size}, ret_header);
	free(copy);
	return progress;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct proxy_header whole;
	struct proxy_header again;
	enum proxy_header_progress progress = read_copy(data, size, &whole);
	if (progress == PROXY_HEADER_MORE)
		assert(size < PROXY_HEADER_SIZE_MAX);
	if (progress != PROXY_HEADER_COMPLETE)
		return 0;
	assert(whole.size > 0 && whole.size <= size && whole.size <= PROXY_HEADER_SIZE_MAX);
	assert(read_copy(data, whole.size, &again) == PROXY_HEADER_COMPLETE);
	assert(again.size == whole.size && again.names_client == whole.names_client);
	assert(read_copy(data, whole.size - 1, &again) == PROXY_HEADER_MORE);
	assert(read_copy(data, whole.size / 2, &again) == PROXY_HEADER_MORE);
	return 0;
}
