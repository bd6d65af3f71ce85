/* Any bytes as what the program frontdesk-pictures says, as a picture, and as a WebP with metadata:
 * what is believed keeps to the limits, and nothing of metadata is left where chunks are as they
 * should be. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pictures/protocol.h"
#include "pictures/webp.h"

static void check_answer(struct text said)
{
	enum picture_verdict verdict;
	struct picture picture;
	if (!picture_answer_read(said, &verdict, &picture))
		return;
	assert(verdict < PICTURE_VERDICTS);
	if (verdict != PICTURE_CLEAN) {
		assert(said.size == PICTURE_ANSWER_HEAD);
		return;
	}
	assert(picture.bytes.data == said.data + PICTURE_ANSWER_HEAD);
	assert(picture.bytes.size == said.size - PICTURE_ANSWER_HEAD);
	assert(picture.head.kind < PICTURE_KINDS && picture.frames >= 1);
	assert((uint64_t)picture.head.width * picture.head.height * picture.frames <=
		PICTURE_PIXELS_MOST);
}

static void check_head(struct text bytes)
{
	struct picture_head head;
	if (picture_head_read(bytes, &head))
		assert(head.kind < PICTURE_KINDS && head.width > 0 && head.height > 0);
}

/* Done twice it is as it was once. */
static void check_chunks(struct text bytes)
{
	uint8_t *copy = malloc(bytes.size + 1);
	assert(copy);
	if (bytes.size > 0)
		memcpy(copy, bytes.data, bytes.size);
	size_t kept = webp_drop_metadata(copy, bytes.size);
	assert(kept <= bytes.size);
	if (kept > 0)
		assert(webp_drop_metadata(copy, kept) == kept);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct text bytes = {(const char *)data, size};
	uint32_t wanted;
	check_answer(bytes);
	check_head(bytes);
	check_chunks(bytes);
	if (size >= PICTURE_REQUEST_HEAD && picture_request_read(data, &wanted))
		assert(wanted > 0 && wanted <= PICTURE_SIZE_MOST);
	return 0;
}
