/* What a visitor says about themselves when they start a session, or later. */
#ifndef FRONTDESK_CHAT_START_INPUT_H
#define FRONTDESK_CHAT_START_INPUT_H

#include "base/web_address.h"
#include "call/who.h"

struct call;

enum { URL_SIZE_MAX = WEB_ADDRESS_SIZE_MAX };

struct start_input {
	struct text visitor_name, visitor_email, page_url, referrer_url;
	struct text identifier, identifier_hash;
};

/* Reads the body's members; those that are missing or null stay absent. Of addresses of pages that
 * is taken which the tenant keeps. Returns a sentence that names the first member that will not do
 * and says why, or NULL. Texts are the body's or the call's arena's. */
const char *start_input_read(struct call *call, struct start_input *ret_input);

#endif
