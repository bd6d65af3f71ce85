/*
 * Texts that strangers type, judged in one place for REST, sockets and commands: what cannot be
 * told apart from what a machine means is refused, the rest is kept as it was typed. Pure.
 *
 * No text has control characters of ASCII (those of JSON's \u0000 and of halves of surrogate pairs
 * come as one, see json_parse). Lines may have tabs and line breaks; each break is kept as a line
 * feed, whether it came so, as a carriage return or as both.
 */
#ifndef FRONTDESK_TYPED_H
#define FRONTDESK_TYPED_H

#include "base/arena.h"

enum typed_kind {
	TYPED_LINES, /* a message */
	TYPED_LINE,  /* one line */
	TYPED_NAME,  /* one line, in which there is something to be seen */
};

/* Makes a text what is kept of it, in the arena where it is another. When it is refused, the text
 * is left alone and a sentence without its beginning says why: "must have no …"; else NULL. */
const char *typed_take(struct arena *arena, enum typed_kind kind, struct text *text);

#endif
