/*
 * What a mail says (RFC 5322, MIME), of its bytes; GMime stands behind this header. Any bytes are a
 * mail of some kind: what cannot be decoded is left out, or stands as U+FFFD. Bounds: so many
 * parts, so deep, so much text; a message that passes them for a bomb (mime_bomb.h) is refused.
 * Takes milliseconds: for the pool's threads.
 */
#ifndef FRONTDESK_MIME_H
#define FRONTDESK_MIME_H

#include "base/arena.h"
#include "base/email.h"
#include "base/err.h"

enum {
	MIME_PARTS_MOST = 500, /* and as deep at most */
	MIME_DEPTH_MOST = 20,  /* that is looked into */
	MIME_TEXT_MOST = 65536,
	MIME_LINE_MOST = 255, /* of a subject, a name, a file's name */
	MIME_ID_MOST = 250,
	MIME_STATUS_MOST = 20, /* "5.123.123", and what some have behind it */
	MIME_FILES_MOST = 20   /* that are named */
};

struct mime_file {
	struct text name; /* empty: it has none */
	size_t size;      /* bytes */
};

/* Texts are UTF-8 without control characters; of several lines only `text`, divided by line feeds.
 * What a mail does not say is absent. */
struct mail_reading {
	struct text message_id; /* without its brackets; one that is reckoned where there is none */
	struct text from_name, from_address; /* as base/email.h has it */
	struct text subject;
	struct text text;
	bool is_text_cut; /* it goes on */
	struct mime_file files[MIME_FILES_MOST];
	size_t file_count; /* of all, named or not */

	/* By which machines are told from people: in lower case, the first word alone. */
	struct text auto_submitted, precedence;
	bool is_suppressing; /* X-Auto-Response-Suppress is there */
	bool is_listed;      /* List-Id is */
	/* A report on the delivery of a mail (RFC 3464): whose, and the status, as "5.1.1". */
	bool is_report;
	struct text failed_address, failed_status;
};

/* Once, before the first is read. */
void mime_prepare(void);
/* ERR_INVALID: too much of it lies in each other, or there is nothing. */
enum err mime_read(struct arena *arena, struct text message, struct mail_reading *ret_reading);

#endif
