/*
 * The inbound service: mail that comes in. It says whether an address is one of ours, reads the
 * mail, drops what machines have written, and keeps what people have, sealed, in the transaction
 * that has chat make a message of it (the job chat.mail). Only then the mail server hears that it
 * is stored. What its files share.
 */
#ifndef FRONTDESK_INBOUND_H
#define FRONTDESK_INBOUND_H

#include "call/call.h"
#include "crypto/reply_token.h"
#include "mail/mail.h"

/* What a call keeps between its steps. */
struct inbound_work {
	struct reply_token token; /* of a session's, or a ticket's; of the tenant's own address the
				     tenant alone */
	bool is_to_tenant;        /* the mail is to the tenant's own address */
	struct text sender;       /* of the envelope; empty: nobody's */
	struct mail_reading reading;
	struct text secret; /* of the hook, a new one */
};

/* A mail has come for a recipient at our domain. */
struct next inbound_arrived(struct call *call);
/* Judges a mail that was read, and keeps a person's. */
struct next inbound_read(struct call *call, const struct mail_reading *reading);
/* Keeps the work's mail for the work's session. */
struct next inbound_keep(
	struct call *call, struct text wrapped_key, bool is_known, struct text locale);

/* Of a mail to the tenant's own address: finds the sender's session, or begins one, and keeps the
 * mail for it. */
struct next stranger_take(struct call *call);

/* Of a mail that answers no session's: makes it a comment of the ticket with that id. */
struct next ticket_take(struct call *call);

/* --- hook.c: mails by HTTP ----------------------------------------------------------------------
 */
struct next hook_take(struct call *call);
struct next hook_make(struct call *call);
struct next hook_drop(struct call *call);

struct next inbound_settings_get(struct call *call);
struct next inbound_settings_change(struct call *call);

#endif
