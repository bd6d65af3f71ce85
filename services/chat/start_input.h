/* What a visitor says about themselves when they start a session, or later. */
#ifndef FRONTDESK_CHAT_START_INPUT_H
#define FRONTDESK_CHAT_START_INPUT_H

#include "base/json.h"

/* An URL is no longer than browsers' address bars are useful; names and addresses as agents' are.
 */
enum { NAME_SIZE_MAX = 255, URL_SIZE_MAX = 2048 };

struct start_input {
	struct text visitor_name, visitor_email, page_url, referrer_url;
	struct text identifier, identifier_hash;
};

/* Reads the body's members; those that are missing or null stay absent. Returns a sentence that
 * names the first that will not do and says why, or NULL. Texts are the body's or the arena's. */
const char *start_input_read(
	struct arena *arena, const struct json *body, struct start_input *ret_input);

#endif
