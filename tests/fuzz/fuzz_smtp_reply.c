/* Any bytes as a mail server's replies, whole and byte by byte alike; and as a message, which comes
 * out with one kind of line end and one lone dot, at its end. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "outside/smtp_reply.h"

static void check_reply(const struct smtp_reply *reply)
{
	struct text words = smtp_reply_words(reply);
	assert(reply->code >= 200 && reply->code <= 599);
	assert(words.size >= 3 && words.size <= SMTP_REPLY_KEPT && text_is_utf8(words));
	for (size_t i = 0; i < words.size; i++)
		assert((unsigned char)words.data[i] >= ' ' || words.data[i] == '\n');
}

static void check_replies(struct text bytes)
{
	struct smtp_reply whole = {0};
	struct smtp_reply piecemeal = {0};
	while (bytes.size > 0) {
		const char *begin = bytes.data;
		enum smtp_read read = smtp_reply_read(&whole, &bytes);
		enum smtp_read seen = SMTP_READ_MORE;
		assert(bytes.data > begin);
		for (const char *at = begin; at < bytes.data; at++) {
			struct text byte = {at, 1};
			assert(seen == SMTP_READ_MORE);
			seen = smtp_reply_read(&piecemeal, &byte);
		}
		assert(seen == read);
		if (read == SMTP_READ_FAULT)
			return;
		if (read == SMTP_READ_REPLY) {
			check_reply(&whole);
			assert(whole.size == piecemeal.size && whole.code == piecemeal.code);
		}
	}
}

static void check_message(struct text message)
{
	size_t size = smtp_stuffed_size(message);
	char *bytes = malloc(size);
	assert(bytes && size >= 3 && smtp_stuff(message, bytes) == size);
	for (size_t i = 0; i < size; i++) {
		bool begins_line = i == 0 || bytes[i - 1] == '\n';
		assert((bytes[i] == '\n') == (i > 0 && bytes[i - 1] == '\r'));
		if (begins_line && bytes[i] == '.')
			assert(i + 3 == size || bytes[i + 1] == '.');
	}
	assert(memcmp(bytes + size - 3, ".\r\n", 3) == 0);
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct text bytes = {(const char *)data, size};
	check_replies(bytes);
	check_message(bytes);
	return 0;
}
