/*
 * Short messages that go out: what their files share. Each waits in outgoing_sms; the job
 * notify.sms hands it to the tenant's provider. Other services have one sent by services/sms.h.
 */
#ifndef FRONTDESK_NOTIFY_SMS_PROVIDER_H
#define FRONTDESK_NOTIFY_SMS_PROVIDER_H

#include "call/call.h"

/* Where a token is sealed. */
struct text sms_token_seal(struct call *call, struct text token);
enum err sms_token_open(struct call *call, struct text envelope, struct text *ret_token);

/* --- sms_desk.c: for admins ------------------------------------------------------------------- */
struct next sms_settings_get(struct call *call);
struct next sms_settings_change(struct call *call);
struct next sms_settings_clear(struct call *call);
struct next sms_list(struct call *call);
struct next sms_get(struct call *call);
struct next sms_try_again(struct call *call);
struct next sms_drop(struct call *call);
struct next sms_test(struct call *call);
struct next sms_suppressed(struct call *call);
struct next sms_suppress(struct call *call);
struct next sms_unsuppress(struct call *call);

/* --- sms_job.c: jobs -------------------------------------------------------------------------- */
struct next sms_send(struct call *call);
struct next sms_upkeep(struct call *call);

#endif
