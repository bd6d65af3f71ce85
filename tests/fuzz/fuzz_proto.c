/* Any bytes as a client's message: JSON, then the decoder. What is accepted holds its bounds. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "proto.h"

enum { TOKEN_MOST = 100, CONTENT_MOST = 16000 };

static void check_text(struct text text, size_t least, size_t most)
{
	if (!text_is_absent(text))
		assert(text.size >= least && text.size <= most);
}

static void check(const struct proto_message *message)
{
	if (message->type == PROTO_HELLO)
		check_text(message->hello.token, 1, TOKEN_MOST);
	if (message->type == PROTO_MESSAGE_SEND) {
		assert(!text_is_absent(message->message_send.content));
		check_text(message->message_send.content, 1, CONTENT_MOST);
	}
	if (message->type == PROTO_RECEIPT_SEND && message->receipt_send.has_read)
		assert(message->receipt_send.read >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json *json = NULL;
	struct proto_message message;
	const char *fault = NULL;
	if (json_parse((struct text){(const char *)data, size}, &json))
		return 0;
	enum err err = proto_decode(json, &message, &fault);
	if (err)
		assert(fault);
	else
		check(&message);
	if (!err)
		assert(proto_request_name(json) == proto_type_name(message.type));
	json_free(&json);
	return 0;
}
