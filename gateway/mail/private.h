/* What the files of this room share. */
#ifndef FRONTDESK_MAIL_PRIVATE_H
#define FRONTDESK_MAIL_PRIVATE_H

#include "base/domain.h"
#include "mail/mail.h"

struct lmtp_connection;
struct mail_job;

struct mail {
	struct parts *parts;
	bool has_domain;
	char domain[DOMAIN_SIZE_MAX + 1];
	struct lmtp_connection *first;
	size_t connection_count;
	size_t message_bytes;     /* that connections hold */
	struct mail_job *waiting; /* to be read, oldest first */
	size_t waiting_count;
	size_t reading;  /* messages that the pool reads */
	bool is_closing; /* calls are not resumed: what they would go on with has gone */
};

#endif
