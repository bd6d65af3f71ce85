/* Messages that come by mail or go by it, beside those of sockets: they are stored by one statement
 * with what else is true of them, and everybody is told of them as of those that others stored. */
#ifndef FRONTDESK_CHAT_MAIL_H
#define FRONTDESK_CHAT_MAIL_H

#include "message.h"
#include "work.h"

/* Whose sealed content it is: a row of message_mails. */
struct mail_place {
	struct uuid message_id, session_id;
};

/* The job chat.mail. */
struct next mail_to_message(struct call *call);

/* POST /{sessionId}/mail: an agent answers a visitor who has left. */
struct next session_mail(struct call *call);
/* GET /{sessionId}/mail: whether that can be, and to which address. */
struct next session_mail_look(struct call *call);
/* GET /{sessionId}/messages/{messageId}/mail: the whole of a mail of which a message was made. */
struct next message_original(struct call *call);

/* --- mail.c ----------------------------------------------------------------------------------- */
/* Opens a row's content, a JSON object, the arena's. */
enum err mail_open_whole(struct call *call, const struct mail_place *place, struct text wrapped_key,
	struct text content, struct text *ret_json);
/* The same, and finds one of its texts, the arena's; absent where it has none. */
enum err mail_open(struct call *call, const struct mail_place *place, struct text wrapped_key,
	struct text content, const char *member, struct text *ret_text);
/* Seals the work's content as the message that it is to be in the view's session, and reckons its
 * fingerprint. False: the session's key cannot be opened. */
bool message_by_mail_seal(
	struct call *call, enum side side, struct text sender_id, struct text *ret_sealed);
/* The work's fingerprint, for a statement. */
struct text fingerprint_bytes(const struct chat_work *work);
/* Tells everybody in the view's session that the work's message is stored. */
void message_by_mail_tell(struct call *call, int64_t seq, int64_t created_at_us);

#endif
