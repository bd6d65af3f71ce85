/*
 * The notify service: what is told to somebody outside, merchants' servers (webhook.h) and people.
 * Mails wait in outgoing_mails; the job notify.mail writes one and hands it to the operator's mail
 * server. Other services have a mail sent by mails.h. Short messages stand in sms_provider.h. What
 * its files share.
 */
#ifndef FRONTDESK_NOTIFY_H
#define FRONTDESK_NOTIFY_H

#include "call/call.h"
#include "call/parts.h"

struct webhook_work;

/* What a call keeps between its steps. */
struct notify_work {
	struct webhook_work *webhook;
	struct uuid mail_id;
	struct text recipient; /* of a test mail, in the form that is compared */
	struct uuid sms_id;
	int64_t retry_after_s; /* that a provider of short messages asks for; 0: it does not */
};

/* The call's work, made on first use. */
struct notify_work *notify_work(struct call *call);

/* --- handlers --------------------------------------------------------------------------------- */
struct next mail_overview(struct call *call);
struct next mail_settings_change(struct call *call);
struct next mail_list(struct call *call);
/* Whether it is waiting, failed or sent: what a mail, and a short message, may be. */
bool mail_is_state(struct text word);
struct next mail_get(struct call *call);
struct next mail_content(struct call *call);
struct next mail_try_again(struct call *call);
struct next mail_drop(struct call *call);
struct next mail_test(struct call *call);
struct next suppression_list(struct call *call);
struct next suppression_remove(struct call *call);

/* --- inbox.c: mails that are kept in place of being sent ----------------------------------------
 */
/* What a mail says as {"subject", "text"}, sealed. */
struct text inbox_seal(struct call *call, struct text subject, struct text content);

/* The job: sends one mail. */
struct next mail_send(struct call *call);

#endif
