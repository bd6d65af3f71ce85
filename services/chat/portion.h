/*
 * How much of the messages that were read goes into one event or one answer. It is bounded by what
 * is sent, not by what is stored: a quote of a message is two bytes of its JSON, and a control
 * character, which messages could once have, is six. Who got less than there is asks again from
 * where it ends, and always gets on: one message always goes.
 */
#ifndef FRONTDESK_CHAT_PORTION_H
#define FRONTDESK_CHAT_PORTION_H

#include <assert.h>

#include "base/arena.h"
#include "message.h"
#include "sockets/frame.h"
#include "start_input.h"

enum {
	/* Largest JSONs: a ChatMessage; a ChatSession, with its agent's name and address. */
	MESSAGE_JSON_MOST = JSON_ESCAPE_MAX * CONTENT_SIZE_MAX + 1024,
	SESSION_JSON_MOST = JSON_ESCAPE_MAX * (4 * NAME_SIZE_MAX + 3 * URL_SIZE_MAX) + 2048,
	/* Of messages, unless it is a single one. In an event: 100 short ones. In an answer: 200 of
	 * some size, and little for a worker to hold for somebody who does not read it. */
	EVENT_MESSAGES_MOST = 64 * 1024,
	ANSWER_MESSAGES_MOST = 256 * 1024
};
static_assert(MESSAGE_JSON_MOST + SESSION_JSON_MOST + 1024 <= FRAME_EVENT_MAX &&
		      EVENT_MESSAGES_MOST + SESSION_JSON_MOST + 1024 <= FRAME_EVENT_MAX,
	"a page is an event");

/* A run of a page's messages. */
struct portion {
	const struct text *items;
	size_t first, count; /* items[first] is the portion's first */
};

/* Of `count` messages, ascending, the first ones, or the newest ones, that have `bytes_most`. */
struct portion portion_of(
	const struct text *items, size_t count, size_t bytes_most, bool is_newest);
/* What its messages have together. */
size_t portion_size(const struct portion *portion);
/* Puts them as an array, for which it makes room at once. */
void portion_put(const struct portion *portion, struct json_writer *writer);

#endif
