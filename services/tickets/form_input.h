/* What somebody leaves in the form of a desk that is closed, judged. Pure. */
#ifndef FRONTDESK_TICKETS_FORM_INPUT_H
#define FRONTDESK_TICKETS_FORM_INPUT_H

#include "base/json.h"

enum { FORM_MESSAGE_MOST = 16000 /* bytes, as of a chat's message */ };

struct form_input {
	struct uuid id;     /* the client's, by which a repeat is known */
	struct text name;   /* absent: they left none */
	struct text email;  /* as they typed it */
	struct text normal; /* and as addresses are compared, in the arena */
	struct text message;
	struct text page_url; /* as it was told; absent: they did not say */
	struct text locale;   /* 'en' or 'de', in which they are written to; absent: the tenant's */
};

/* Reads a request's body. NULL, or a sentence that begins with the member's name. */
const char *form_input_read(
	struct arena *arena, const struct json *body, struct form_input *ret_input);

#endif
