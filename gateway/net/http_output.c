/* A copy of what is left, sent from the front. */
#include "net/http_output.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "loop/flight.h"

void http_output_free(struct http_output *output)
{
	output->file = TEXT_ABSENT;
	if (!output->bytes)
		return;
	explicit_bzero(output->bytes, output->size);
	free(output->bytes);
	flight_drop(output->size);
	output->bytes = NULL;
	output->size = output->sent = 0;
}

static void make(struct http_output *output, size_t size)
{
	output->bytes = memory_new(size);
	output->size = size;
	flight_add(size);
}

void http_output_put(struct http_output *output, struct text bytes)
{
	make(output, bytes.size);
	memcpy(output->bytes, bytes.data, bytes.size);
}

/* Copies what was not sent, of which a part may have been. */
static char *copy_rest(char *end, struct text part, size_t *sent)
{
	size_t skipped = *sent < part.size ? *sent : part.size;
	*sent -= skipped;
	if (part.size > skipped)
		memcpy(end, part.data + skipped, part.size - skipped);
	return end + (part.size - skipped);
}

void http_output_keep(struct http_output *output, struct text head, struct text body,
	struct text file, size_t sent)
{
	size_t size = head.size + body.size;
	output->file = file;
	if (sent >= size) {
		(void)http_output_advance(output, sent - size);
		return;
	}
	make(output, size - sent);
	(void)copy_rest(copy_rest(output->bytes, head, &sent), body, &sent);
}

void http_output_parts(const struct http_output *output, struct iovec ret_parts[HTTP_OUTPUT_PARTS])
{
	size_t rest = output->size - output->sent;
	ret_parts[0] = (struct iovec){rest > 0 ? output->bytes + output->sent : NULL, rest};
	ret_parts[1] = (struct iovec){(char *)output->file.data, output->file.size};
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t http_output_advance(struct http_output *output, size_t sent)
{
	size_t from_bytes = least(sent, output->size - output->sent);
	size_t from_file = least(sent - from_bytes, output->file.size);
	output->sent += from_bytes;
	if (from_file > 0)
		output->file =
			(struct text){output->file.data + from_file, output->file.size - from_file};
	return sent - from_bytes - from_file;
}

size_t http_output_rest(const struct http_output *output)
{
	return output->size - output->sent + output->file.size;
}

size_t http_output_weight(const struct http_output *output)
{
	return output->size;
}
