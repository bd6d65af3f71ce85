/* What a visitor says about themselves when they start a session, or later. */
#ifndef FRONTDESK_CHAT_START_INPUT_H
#define FRONTDESK_CHAT_START_INPUT_H

#include "base/web_address.h"
#include "call/who.h"

struct call;

enum { URL_SIZE_MAX = WEB_ADDRESS_SIZE_MAX };

enum { START_INPUT_MEMBERS = 6 };

struct start_input {
	struct text visitor_name, visitor_email, page_url, referrer_url;
	struct text identifier, identifier_hash;
	/* For each member that will not do a sentence, which begins with its name and says why. */
	const char *faults[START_INPUT_MEMBERS];
	size_t fault_count;
};

/* Reads the body's members; those that are missing, null or at fault stay absent. Of addresses of
 * pages that is taken which the tenant keeps. Texts are the body's or the call's arena's. */
void start_input_read(struct call *call, struct start_input *ret_input);

#endif
