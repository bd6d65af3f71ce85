/*
 * Mails, for every service that has one sent. A statement of its own enqueues it, in the
 * transaction of what the mail is about, by the tenant's function
 *
 *     mail_enqueue(mail uuid, kind text, recipient text, locale text, subject_id uuid, parameters
 * bytea)
 *
 * where `mail` is a new id; `kind` a row of notify/templates.def; `recipient` an address as
 * base/email.h reads it; `locale` 'en', 'de', or NULL for the tenant's; `subject_id` the row that
 * it is about, or NULL; `parameters` what mail_seal returned for that id, or NULL. It is sent by
 * the durable job notify.mail, written as it is sent, and what was sealed is gone once it was.
 *
 * A mail whose parameters have a `from` is that person's: it is in their name, says nothing of a
 * machine, and `replyTo` is where it is answered, and where it returns to when it cannot arrive;
 * `references` names the mails before it, as "<id> <id>". One whose id is an agent's message's, and
 * whose subject its session, has that one's content as its `text`, so that it is kept nowhere else;
 * so has one whose id is a ticket's comment's, and whose subject the ticket.
 */
#ifndef FRONTDESK_MAILS_H
#define FRONTDESK_MAILS_H

#include "call/call.h"

/* Seals the values that a mail's template names: an object of texts, as {"link": "https://…"}.
 * Whoever reads the database reads none of them. The envelope is the call's arena's. */
struct text mail_seal(struct call *call, struct uuid mail_id, struct text json);
/* Opens them. */
enum err mail_unseal(
	struct call *call, struct uuid mail_id, struct text envelope, struct text *ret_json);

#endif
