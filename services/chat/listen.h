/* Listening to a session over a socket: resume and leave, typing, receipts, position sync. */
#ifndef FRONTDESK_CHAT_LISTEN_H
#define FRONTDESK_CHAT_LISTEN_H

#include "call/service.h"
#include "live.h"

struct next session_resume(struct call *call, const struct proto_message *message);
struct next session_leave(struct call *call, const struct proto_message *message);
struct next typing_set(struct call *call, const struct proto_message *message);
struct next receipt_send(struct call *call, const struct proto_message *message);
struct next page_set(struct call *call, const struct proto_message *message);
/* The same by REST, for who has no socket: /{sessionId}/read, /typing, /page and /resume. */
struct next receipt_post(struct call *call);
struct next typing_post(struct call *call);
struct next page_post(struct call *call);
struct next session_resume_get(struct call *call);

/* Tells listeners of this worker how far a side is. */
void receipt_tell_here(struct parts *parts, const struct live_session *live, enum side side);
/* A side of the session types at another replica, or stopped. */
void typing_heard(struct parts *parts, struct live_session *live, enum side side, bool is_typing);

/* Lets typing lapse: once a second. */
void typing_beat(struct parts *parts);
/* Writes receipts that are due: once a second. */
void receipt_turn(struct parts *parts, struct desk *desk);
/* Compares what listeners were told with PostgreSQL's heads: every 5 s. */
void position_sync_beat(struct parts *parts);
/* Compares the open sessions in memory with what they are in PostgreSQL: every 5 s, and once a
 * second while other replicas are not heard. */
void state_sync_turn(struct parts *parts, struct desk *desk);

/* Hands sessions of agents who have vanished back to the queue: every 5 s. */
void requeue_turn(struct parts *parts, struct desk *desk);
/* Notes every 20 s whose visitors are here, and ends every 30 s the sessions that nobody is in any
 * more. */
void abandoned_turn(struct parts *parts, struct desk *desk);
/* Ends those of a tenant of whom nobody is connected here, one tenant after the other: every 5 s.
 */
void abandoned_beat(struct parts *parts);

#endif
