/*
 * Mail that comes in: over LMTP from the operator's mail server (`lmtp_listen`). Each recipient of
 * a message is a call of its own, which the service that takes mail answers; what it answers is
 * what the peer hears of that recipient, so that whoever was told 250 has handed the mail over for
 * good.
 */
#ifndef FRONTDESK_MAIL_H
#define FRONTDESK_MAIL_H

#include "call/call.h"
#include "mail/mime.h"

struct mail;

/* A message for one recipient, as call->arrival has it; borrowed for the call's life. */
struct mail_arrival {
	struct text recipient; /* as base/email.h has it */
	struct text sender;    /* of the envelope; empty: nobody's, a bounce */
	struct text message;   /* as it came, unstuffed */
};

/* Reads the settings; NULL with a sentence when one will not do. */
struct mail *mail_new(struct parts *parts, const char **ret_reason);
/* No call may run any more. The loop must run once more for its handles. */
void mail_free(struct mail **mail);
/* The domain of the addresses at which mail comes in; absent: none does. */
struct text mail_domain(const struct mail *mail);

typedef struct next (*mail_read_then)(
	struct call *call, enum err err, const struct mail_reading *reading);
/* Reads a message off the loop; the reading is the call's arena's. ERR_INVALID: it is none, or made
 * to be none. ERR_BUSY: too many are being read. */
struct next mail_read(struct call *call, struct text message, mail_read_then then);

/* What a message is signed by (crypto/signature.h); borrowed until it is read. */
struct mail_signature {
	struct text secret, digest;
	int64_t time_s;
};

/* The same where it is signed so; else ERR_DENIED. */
struct next mail_read_signed(struct call *call, struct text message,
	const struct mail_signature *signature, mail_read_then then);

#endif
