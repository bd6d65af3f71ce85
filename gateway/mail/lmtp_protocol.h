/*
 * What a peer says over LMTP (RFC 2033, on RFC 5321), byte by byte, and what it is answered: a
 * machine that knows neither sockets nor mails. Commands may come many at once (RFC 2920). A
 * message ends with CR LF, a dot, CR LF, and with nothing else: other line ends are content, so
 * that none hides a second message in the first.
 */
#ifndef FRONTDESK_LMTP_PROTOCOL_H
#define FRONTDESK_LMTP_PROTOCOL_H

#include "base/email.h"
#include "base/text.h"

enum {
	LMTP_LINE_MOST = 1000, /* of a command, with what SMTPUTF8 makes of 512 */
	LMTP_MESSAGE_MOST = 10 * 1024 * 1024,
	LMTP_RECIPIENTS_MOST = 10, /* of a message; the peer brings the others in another one */
	LMTP_FAULTS_MOST = 20 /* commands that cannot be understood; then it is no peer of ours */
};

enum lmtp_state { LMTP_FRESH, LMTP_GREETED, LMTP_SENDER, LMTP_RECIPIENTS, LMTP_DATA };

enum lmtp_step {
	LMTP_MORE,    /* all was taken */
	LMTP_MESSAGE, /* a message is whole: answer each recipient, then lmtp_next */
	LMTP_OVER     /* the connection ends once the output is written */
};

struct lmtp_recipient {
	char address[EMAIL_SIZE_MAX + 1]; /* as email.h has it */
};

/* All zero but for `domain` and `our_name`, both of which stay where they are. */
struct lmtp {
	struct text domain;   /* the one whose recipients are taken */
	struct text our_name; /* in what it says of itself */
	enum lmtp_state state;
	char line[LMTP_LINE_MOST];
	size_t line_size;
	bool is_line_cut; /* it is longer */
	unsigned faults;

	char sender[EMAIL_SIZE_MAX + 1]; /* as it came; empty: nobody's, a bounce */
	struct lmtp_recipient recipients[LMTP_RECIPIENTS_MOST];
	size_t recipient_count;

	size_t matched; /* of CR LF . CR LF, at the end of what came of a message */
	char *message;  /* the heap's */
	size_t message_size, message_capacity;
	bool is_too_large; /* the message: nothing is kept of it */
	bool is_put_off;   /* the same, since there is no room for it now */

	char *output; /* what is to be said, the heap's */
	size_t output_size, output_capacity;
};

/* Says hello. */
void lmtp_greet(struct lmtp *lmtp);
/* Takes bytes off the front, as far as the next step. */
enum lmtp_step lmtp_take(struct lmtp *lmtp, struct text *bytes);
/* Has a line said: "250 2.0.0 Stored". */
void lmtp_say(struct lmtp *lmtp, const char *line);
/* There is no room for the message that is coming: what there is of it goes, and the rest too. */
void lmtp_put_off(struct lmtp *lmtp);
/* Forgets message, sender and recipients: each was answered. */
void lmtp_next(struct lmtp *lmtp);
/* Wipes and frees what it holds. */
void lmtp_done(struct lmtp *lmtp);

#endif
