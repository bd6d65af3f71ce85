/* What an admin says of the provider of short messages, judged. Pure. */
#ifndef FRONTDESK_SMS_INPUT_H
#define FRONTDESK_SMS_INPUT_H

#include "base/json.h"

struct sms_input {
	struct text base_url; /* an origin, as base/origin.h has them */
	struct text account;
	struct text token; /* absent: it stays */
	struct text sender;
	int64_t segments_most;
};

/* Reads an SmsSettingsChange. NULL, or a sentence that begins with the member's name. Texts are
 * borrowed from the body, or the arena's. */
const char *sms_input_read(struct arena *arena, const struct json *body, bool is_http_allowed,
	struct sms_input *ret_input);

#endif
