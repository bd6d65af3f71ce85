/*
 * A mail as it goes to the server (RFC 5322, MIME): text and HTML, quoted-printable, every line of
 * at most 78 bytes but for addresses, which are what they are. Nothing that a name says ends a
 * header: what is no plain text is an encoded word (RFC 2047), and what controls is a space. Pure.
 */
#ifndef FRONTDESK_LETTER_H
#define FRONTDESK_LETTER_H

#include "base/arena.h"

/* Addresses are as base/email.h reads them. */
struct letter {
	struct text from_name, from_address;
	struct text reply_to; /* absent: the sender */
	struct text to;
	struct text subject;
	struct text text, html; /* UTF-8, lines by line feeds */
	bool is_personal;       /* a person wrote it, and may be answered by a machine */
	struct text references; /* "<id> <id>": the mails before it, oldest first; absent: none */
	struct text message_id; /* without its brackets: letters, digits, dots, one @ */
	int64_t date_s;         /* seconds since 1970 */
};

/* The whole message, with CR LF; the arena's. */
struct text letter_write(struct arena *arena, const struct letter *letter);

#endif
