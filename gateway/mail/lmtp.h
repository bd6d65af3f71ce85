/* Connections of the operator's mail server, over which mail comes in (LMTP, RFC 2033). */
#ifndef FRONTDESK_LMTP_H
#define FRONTDESK_LMTP_H

#include "mail/mail.h"

/* Takes a connection, which is the room's from now on. */
void lmtp_open(struct mail *mail, int socket);
/* Ends those that hand nothing over in this moment, for a process that drains. */
void lmtp_drain(struct mail *mail);
bool lmtp_is_idle(const struct mail *mail);
/* Ends all of them, whatever they are about. */
void lmtp_end_all(struct mail *mail);

#endif
