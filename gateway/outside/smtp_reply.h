/*
 * A mail server's replies (RFC 5321, 4.2), read from bytes as they come: three digits, and a line
 * or several. Pure. Bounds: a line of 2,000 bytes (the RFC wants 512), a hundred lines.
 */
#ifndef FRONTDESK_OUTSIDE_SMTP_REPLY_H
#define FRONTDESK_OUTSIDE_SMTP_REPLY_H

#include "base/text.h"

enum { SMTP_LINE_MOST = 2000, SMTP_LINES_MOST = 100, SMTP_REPLY_KEPT = 500 };

enum smtp_read { SMTP_READ_MORE, SMTP_READ_REPLY, SMTP_READ_FAULT };

/* Zeroed: nothing has come. */
struct smtp_reply {
	int code; /* of the lines that have come */
	/* What it says, word for word, its lines one below the other, and cut; without characters
	 * that would not do in a text. */
	char words[SMTP_REPLY_KEPT + 1];
	size_t size;

	/* Of the reply that is being read. */
	char line[SMTP_LINE_MOST + 1];
	size_t line_size;
	size_t lines;
};

/* Takes bytes off `bytes` up to the end of a reply, whose code and words then hold until the next
 * byte is read. FAULT: this is no mail server's. */
enum smtp_read smtp_reply_read(struct smtp_reply *reply, struct text *bytes);
/* The words, borrowed. */
struct text smtp_reply_words(const struct smtp_reply *reply);

/* How long a message is once it has been made ready by smtp_stuff. */
size_t smtp_stuffed_size(struct text message);
/* Makes a message ready for DATA (4.5.2): a dot before each that begins a line, every line end a CR
 * LF, and the lone dot that ends it. Returns its size. */
size_t smtp_stuff(struct text message, char *ret_bytes);

#endif
