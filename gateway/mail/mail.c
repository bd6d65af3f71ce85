/* The room's own settings, and its end. */
#include "mail/mail.h"

#include <stdlib.h>
#include <uv.h>

#include "base/domain.h"
#include "base/memory.h"
#include "call/parts.h"
#include "mail/lmtp.h"
#include "mail/private.h"

/* NULL, or a sentence. */
static const char *read_domain(struct mail *mail, const struct settings *settings)
{
	const char *domain = settings->mail_inbound_domain;
	if (!*domain)
		return *settings->lmtp_listen
			       ? "lmtp_listen wants mail_inbound_domain, whose mail comes in"
			       : NULL;
	mail->has_domain = domain_normalize(text_from(domain), mail->domain);
	return mail->has_domain ? NULL : "mail_inbound_domain must be a domain, as in.desk.example";
}

struct mail *mail_new(struct parts *parts, const char **ret_reason)
{
	struct mail *mail = MEMORY_NEW(struct mail);
	const char *fault = read_domain(mail, parts->env.settings);
	if (fault) {
		*ret_reason = fault;
		free(mail);
		return NULL;
	}
	mail->parts = parts;
	mime_prepare();
	return mail;
}

struct text mail_domain(const struct mail *mail)
{
	return mail->has_domain ? text_from(mail->domain) : TEXT_ABSENT;
}

/* The pool writes into memory of ours as long as it reads; nobody is told any more. */
void mail_free(struct mail **mail)
{
	struct mail *closing = *mail;
	*mail = NULL;
	if (!closing)
		return;
	lmtp_end_all(closing);
	closing->is_closing = true;
	while (closing->reading > 0)
		(void)uv_run(closing->parts->env.loop, UV_RUN_ONCE);
	free(closing);
}
