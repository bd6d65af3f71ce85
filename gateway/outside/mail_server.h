/*
 * What the operator says of outgoing mail: which server takes it, by whom we sign in, and who the
 * sender is where a tenant names none. Reads a file; for the start of a process, and for doctor.
 */
#ifndef FRONTDESK_MAIL_SERVER_H
#define FRONTDESK_MAIL_SERVER_H

#include "base/settings.h"

enum outside_tls {
	OUTSIDE_TLS,              /* from the first byte: smtps */
	OUTSIDE_STARTTLS,         /* or nothing is sent */
	OUTSIDE_STARTTLS_OFFERED, /* where the server offers it */
	OUTSIDE_NO_TLS
};

/* Named by the operator: its address is not judged. */
struct outside_mail_server {
	struct text host;
	uint16_t port;
	enum outside_tls tls;
	struct text user, password; /* absent: it wants none */
	struct text our_name;       /* by which it is greeted: a host's */
};

/* All texts are the arena's, or the settings'. */
struct mail_service {
	bool is_set;   /* there is a server, or the inbox; else mail waits */
	bool is_inbox; /* nothing is sent: the console shows what would have been */
	struct outside_mail_server server;
	struct text our_host;                    /* of public_url, for message ids and greetings */
	struct text sender_name, sender_address; /* the name may be absent */
};

/* False with a sentence when a setting will not do. Wipe the password after use. */
bool mail_service_read(struct mail_service *ret_service, const struct settings *settings,
	struct arena *arena, const char **ret_reason);
void mail_service_wipe(struct mail_service *service);

#endif
