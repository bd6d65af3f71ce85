/* Messages: sent over a socket or by POST, both by one path, and what becomes of them. */
#ifndef FRONTDESK_CHAT_MESSAGE_H
#define FRONTDESK_CHAT_MESSAGE_H

#include "call/service.h"
#include "live.h"
#include "sockets/channel.h"

enum { CONTENT_SIZE_MAX = 16000, FINGERPRINT_TEXT_SIZE = 2 * FINGERPRINT_SIZE };

/* The socket's message.send, and POST /{sessionId}: answers once stored, or 202 after 3 s. */
struct next message_send(struct call *call, const struct proto_message *message);
struct next message_post(struct call *call);

/* Refuses a message: `message.refused` on a socket, a problem by REST. `retry_ms` 0: do not send it
 * again. */
struct next message_refuse(struct call *call, enum err err, const char *detail, uint64_t retry_ms);
/* Whether the message in chat_work(call) is the asker's, accepted before and not stored yet. */
bool message_is_under_way(struct call *call, struct live_session *live);
/* Accepts the message in chat_work(call) for a session that the asker may write to, or says again
 * that it was accepted. */
struct next message_accept(struct call *call, struct live_session *live);
/* Answers for a message under way: accepted, or kept; by REST not before it is kept or stored. */
struct next message_answer(struct call *call, struct live_session *live, struct pending *pending);
/* Begins an object with the work's message id; the caller adds to it and closes it. */
void message_open_json(struct call *call, struct json_writer *ret_writer);
/* Says that a message is stored as the work's seq, stamp and fingerprint have it. */
struct next message_answer_stored(struct call *call);
/* What the writer calls after each row's commit. */
void message_stored(
	struct parts *parts, const struct writer_row *row, const struct writer_result *result);
/* A message of the session is stored, as its listeners are told in this moment. Who tells it first
 * lets agents' lists show it. */
void message_note_stored(
	struct parts *parts, struct channel channel, int64_t seq, bool is_first_told);
/* What it calls when a row is on this worker's disk, and not committed yet. */
void message_kept(struct parts *parts, const struct writer_row *row);
/* Writes 32 lower-case hex digits and a NUL. */
void fingerprint_format(
	const uint8_t fingerprint[FINGERPRINT_SIZE], char ret_text[FINGERPRINT_TEXT_SIZE + 1]);

#endif
