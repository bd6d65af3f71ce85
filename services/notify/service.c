/* The notify service's tables. */
#include "notify/notify.h"

#include "call/job.h"
#include "jobs/jobs.h"
#include "notify/sms_provider.h"
#include "notify/webhook.h"
#include "registry.h"
#include "sql_notify.h"

struct notify_work *notify_work(struct call *call)
{
	if (!call->notify)
		call->notify = ARENA_NEW(&call->arena, struct notify_work);
	return call->notify;
}

/* Deletes mails that were sent a month ago, and such as have failed for three. */
static struct next upkeep_mails(struct call *call)
{
	return sql_mail_upkeep(call, job_finished, call->job->id, call->job->fence);
}

/* clang-format off */
#define WEBHOOKS "/api/admin/support/webhooks"
#define WEBHOOK  "/api/admin/support/webhooks/{webhookId}"
#define MAIL     "/api/admin/mail"
#define SMS      "/api/admin/sms"

static const struct route routes[] = {
	{METHOD_GET,    WEBHOOKS,                       ACCESS_ADMIN, false, webhook_list,           "The tenant's webhooks, oldest first"},
	{METHOD_POST,   WEBHOOKS,                       ACCESS_ADMIN, true,  webhook_create,         "Makes a webhook, and answers its secret, once"},
	{METHOD_PATCH,  WEBHOOK,                        ACCESS_ADMIN, true,  webhook_change,         "Changes what is given of a webhook: address, description, events, whether it is active"},
	{METHOD_DELETE, WEBHOOK,                        ACCESS_ADMIN, false, webhook_delete,         "Deletes a webhook"},
	{METHOD_POST,   WEBHOOK "/rotate",              ACCESS_ADMIN, false, webhook_rotate,         "Gives a webhook another secret, answered once; the one before signs beside it for 24 hours"},
	{METHOD_POST,   WEBHOOK "/test",                ACCESS_ADMIN, false, webhook_test,           "Sends a test to a webhook, and answers what its receiver said"},
	{METHOD_GET,    WEBHOOK "/deliveries",          ACCESS_ADMIN, false, webhook_delivery_list,  "A page of what was delivered to a webhook, newest first"},
	{METHOD_POST,   WEBHOOK "/deliveries/{deliveryId}/resend", ACCESS_ADMIN, false, webhook_delivery_again, "Has a delivery sent again, under its id"},

	{METHOD_GET,    MAIL,                           ACCESS_ADMIN, false, mail_overview,          "Who sends the tenant's mails, and how many wait or have failed"},
	{METHOD_PATCH,  MAIL,                           ACCESS_ADMIN, true,  mail_settings_change,   "Says who sends the tenant's mails, and in which language; what is left out is the operator's"},
	{METHOD_GET,    MAIL "/outgoing",               ACCESS_ADMIN, false, mail_list,              "A page of mails, newest first, of one state or of all"},
	{METHOD_GET,    MAIL "/outgoing/{mailId}",      ACCESS_ADMIN, false, mail_get,               "One mail, with the server's last answer"},
	{METHOD_GET,    MAIL "/outgoing/{mailId}/content", ACCESS_ADMIN, false, mail_content,        "What a mail says that was kept in the console's inbox in place of being sent"},
	{METHOD_DELETE, MAIL "/outgoing/{mailId}",      ACCESS_ADMIN, false, mail_drop,              "Forgets a mail that was not sent"},
	{METHOD_POST,   MAIL "/outgoing/{mailId}/retry", ACCESS_ADMIN, false, mail_try_again,        "Has a mail that was not sent tried again at once"},
	{METHOD_POST,   MAIL "/test",                   ACCESS_ADMIN, true,  mail_test,              "Has a test mail sent"},
	{METHOD_GET,    MAIL "/suppressions",           ACCESS_ADMIN, false, suppression_list,       "A page of the addresses that the mail server refused for good, newest first"},
	{METHOD_DELETE, MAIL "/suppressions/{suppressionId}", ACCESS_ADMIN, false, suppression_remove, "Lets an address be written to again"},

	{METHOD_GET,    SMS,                            ACCESS_ADMIN, false, sms_settings_get,       "By whom the tenant's short messages go, and how many wait or have failed"},
	{METHOD_PATCH,  SMS,                            ACCESS_ADMIN, true,  sms_settings_change,    "Says by whom they go; a token that is left out stays"},
	{METHOD_DELETE, SMS,                            ACCESS_ADMIN, false, sms_settings_clear,     "Forgets the provider and its token: short messages wait"},
	{METHOD_GET,    SMS "/outgoing",                ACCESS_ADMIN, false, sms_list,               "A page of short messages, newest first, of one state or of all"},
	{METHOD_GET,    SMS "/outgoing/{smsId}",        ACCESS_ADMIN, false, sms_get,                "One short message, with the provider's last answer"},
	{METHOD_DELETE, SMS "/outgoing/{smsId}",        ACCESS_ADMIN, false, sms_drop,               "Forgets a short message that was not sent"},
	{METHOD_POST,   SMS "/outgoing/{smsId}/retry",  ACCESS_ADMIN, false, sms_try_again,          "Has a short message that was not sent tried again at once"},
	{METHOD_POST,   SMS "/test",                    ACCESS_ADMIN, true,  sms_test,               "Has a test sent"},
	{METHOD_GET,    SMS "/suppressions",            ACCESS_ADMIN, false, sms_suppressed,         "A page of the numbers to which nothing is sent, newest first"},
	{METHOD_POST,   SMS "/suppressions",            ACCESS_ADMIN, true,  sms_suppress,           "Has nothing sent to a number any more"},
	{METHOD_DELETE, SMS "/suppressions/{suppressionId}", ACCESS_ADMIN, false, sms_unsuppress,    "Lets a number be written to again"},
};

static const struct job_kind jobs[] = {
	/* name                    run              cap, attempts, deadline, period, …, is_outside */
	{"notify.webhook",         webhook_deliver, 4, 10, 25,    0, false, true},
	{"notify.webhook_upkeep",  webhook_upkeep,  1,  5, 30, 3600, false, false},
	/* A mail is tried for a day, whatever the count: mail_failed says when it is enough. */
	{"notify.mail",            mail_send,       4, 1000000, 300, 0, false, true},
	{"notify.sms",             sms_send,        4, 1000000,  40, 0, false, true},
	{"notify.sms_upkeep",      sms_upkeep,      1,  5, 30, 86400, false, false},
	{"notify.mail_upkeep",     upkeep_mails,    1,  5, 30, 86400, false, false},
};
/* clang-format on */

const struct service notify_service = {
	.name = "notify",
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(*routes),
	.jobs = jobs,
	.job_count = sizeof(jobs) / sizeof(*jobs),
};
