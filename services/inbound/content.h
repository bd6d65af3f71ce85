/* What a mail becomes: the message that people see, and what is kept beside it. Pure. */
#ifndef FRONTDESK_INBOUND_CONTENT_H
#define FRONTDESK_INBOUND_CONTENT_H

#include "mail/mime.h"

enum { MESSAGE_SIZE_MAX = 16000 /* as a chat message's */ };

/* The message, of one byte at least: the subject, where it begins something, and what was written
 * in answer, cut where it is too long, with a sentence about that and about files, which are not
 * taken over. In "en" or "de". The arena's. */
struct text content_message(struct arena *arena, const struct mail_reading *reading,
	bool has_subject, struct text locale);
/* A JSON object of that message and of the mail as it was: "message", "subject", "text",
 * "fromName", "files". */
struct text content_json(
	struct arena *arena, const struct mail_reading *reading, struct text message);

#endif
