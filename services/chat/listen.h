/* Listening to a session over a socket: resume and leave, typing, receipts, position sync. */
#ifndef FRONTDESK_CHAT_LISTEN_H
#define FRONTDESK_CHAT_LISTEN_H

#include "service.h"

struct next session_resume(struct call *call, const struct proto_message *message);
struct next session_leave(struct call *call, const struct proto_message *message);
struct next typing_set(struct call *call, const struct proto_message *message);
struct next receipt_send(struct call *call, const struct proto_message *message);
/* POST /{sessionId}/read */
struct next receipt_post(struct call *call);

/* Lets typing lapse; writes receipts that are due: once a second. */
void typing_beat(struct gateway *gateway);
void receipt_beat(struct gateway *gateway);
/* Compares what listeners were told with PostgreSQL's heads: every 5 s. */
void position_sync_beat(struct gateway *gateway);
/* Compares the open sessions in memory with what they are in PostgreSQL: every 5 s. */
void state_sync_beat(struct gateway *gateway);

#endif
