/*
 * A session's status and the moves between them:
 *
 *     waiting --assign--> active --transfer--> transferred --assign--> active --end--> ended
 *
 * An end is also allowed from the queue: a visitor who gives up leaves it. Every other move is
 * refused with ERR_STATE.
 */
#ifndef FRONTDESK_CHAT_STATUS_H
#define FRONTDESK_CHAT_STATUS_H

#include "base/text.h"

enum session_status {
	SESSION_WAITING,
	SESSION_ACTIVE,
	SESSION_TRANSFERRED,
	SESSION_ENDED,
	SESSION_STATUS_COUNT
};

enum session_move { MOVE_ASSIGN, MOVE_TRANSFER, MOVE_END };

/* Reads the word that the table holds. False leaves *ret_status alone. */
bool session_status_parse(struct text word, enum session_status *ret_status);
/* Whether the session stands in the queue. */
bool session_status_is_queued(enum session_status status);
/* The words of the statuses that a move may start from, for the statement that makes it; returns
 * their number. */
size_t session_move_from(enum session_move move, struct text ret_words[SESSION_STATUS_COUNT]);

#endif
