/* Any bytes as what a peer says over LMTP, whole and byte by byte alike: what is answered, what a
 * message is, and how much of it is kept. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail/lmtp_protocol.h"

static const struct lmtp fresh = {.domain = {"in.example", 10}, .our_name = {"in.example", 10}};

static void check(const struct lmtp *lmtp)
{
	assert(lmtp->recipient_count <= LMTP_RECIPIENTS_MOST && lmtp->line_size <= LMTP_LINE_MOST);
	assert(lmtp->message_size <= LMTP_MESSAGE_MOST && strlen(lmtp->sender) <= EMAIL_SIZE_MAX);
	for (size_t i = 0; i < lmtp->recipient_count; i++)
		assert(email_is_address((struct text){
			lmtp->recipients[i].address, strlen(lmtp->recipients[i].address)}));
	for (size_t i = 0; i < lmtp->output_size; i++)
		assert((lmtp->output[i] == '\n') == (i > 0 && lmtp->output[i - 1] == '\r'));
}

static void compare(const struct lmtp *a, const struct lmtp *b)
{
	assert(a->state == b->state && a->message_size == b->message_size);
	assert(a->message_size == 0 || memcmp(a->message, b->message, a->message_size) == 0);
	assert(a->output_size == b->output_size);
	assert(a->output_size == 0 || memcmp(a->output, b->output, a->output_size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lmtp whole = fresh, piecemeal = fresh;
	struct text bytes = {(const char *)data, size};
	enum lmtp_step step = LMTP_MORE;
	while (bytes.size > 0 && step != LMTP_OVER) {
		const char *begin = bytes.data;
		enum lmtp_step seen = LMTP_MORE;
		step = lmtp_take(&whole, &bytes);
		assert(bytes.data > begin);
		for (const char *at = begin; at < bytes.data; at++) {
			struct text byte = {at, 1};
			assert(seen == LMTP_MORE);
			seen = lmtp_take(&piecemeal, &byte);
		}
		assert(seen == step);
		check(&whole);
		compare(&whole, &piecemeal);
		if (step == LMTP_MESSAGE) {
			lmtp_next(&whole);
			lmtp_next(&piecemeal);
		}
	}
	lmtp_done(&whole);
	lmtp_done(&piecemeal);
	return 0;
}
