/*
 * A message to a mail server (RFC 5321), and what the server said. libcurl connects, agrees on TLS
 * and signs in; the message is handed over by our own commands, since libcurl waits for the
 * server's answer to it while the loop stands still.
 */
#ifndef FRONTDESK_OUTSIDE_SMTP_H
#define FRONTDESK_OUTSIDE_SMTP_H

#include "base/text.h"
#include "outside/mail_server.h"

struct outside;

/* In the order in which they come. */
enum outside_smtp_step {
	SMTP_CONNECT,
	SMTP_GREETING,
	SMTP_EHLO,
	SMTP_STARTTLS,
	SMTP_AUTH,
	SMTP_MAIL,
	SMTP_RCPT,
	SMTP_DATA,
	SMTP_MESSAGE, /* it was sent: the server says whether it takes it */
	SMTP_STEPS
};

/* What is handed over; all of it is borrowed until the reply has come. Addresses are what email.h
 * reads; the sender may be empty. */
struct outside_mail {
	const struct outside_mail_server *server;
	struct text sender, recipient;
	struct text message; /* absent: only whether we could */
	uint32_t limit_ms;   /* for all of it */
};

struct outside_reply {
	const char *failure; /* why the message is not the server's, a sentence; NULL: it is */
	enum outside_smtp_step step; /* the last that was begun */
	int code;                    /* of a refusal: 400 and on; 0: the server refused nothing */
	struct text words;           /* what the server said last, word for word; empty: nothing */
};

struct outside_mailing;
/* Runs once, from the loop, never from inside outside_mail_begin; the reply is borrowed until it
 * returns. */
typedef void (*outside_mailed)(struct outside_mailing *mailing, const struct outside_reply *reply);

/* Embed it in its owner, reach the owner by CONTAINER_OF; it must stay until the reply has come. */
struct outside_mailing {
	const struct outside_mail *mail;
	outside_mailed mailed;
};

void outside_mail_begin(struct outside *outside, struct outside_mailing *mailing);
/* "RCPT TO" and the like. */
const char *outside_smtp_step_name(enum outside_smtp_step step);

#endif
