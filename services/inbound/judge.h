/* Whether a mail that came is a person's: machines are not talked with, and what they say of our
 * own mails is for the list of addresses that are written to no more. Pure. */
#ifndef FRONTDESK_INBOUND_JUDGE_H
#define FRONTDESK_INBOUND_JUDGE_H

#include "mail/mime.h"

enum mail_verdict {
	MAIL_PERSONAL,
	MAIL_BOUNCE,    /* one of our mails will never arrive */
	MAIL_AUTOMATIC, /* an answer or a notice that a machine has written (RFC 3834, 2) */
	MAIL_BULK,      /* a list's, or advertising */
	MAIL_OURS       /* one of our own has come back */
};

/* `sender` is the envelope's; `our_host` is what our message ids end with. */
enum mail_verdict mail_judge(
	const struct mail_reading *reading, struct text sender, struct text our_host);
/* For the log. */
const char *mail_verdict_word(enum mail_verdict verdict);

#endif
