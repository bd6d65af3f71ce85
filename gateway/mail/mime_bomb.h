/*
 * What GMime is not shown, since it goes down as deep as things lie in each other, and makes an
 * object of each part. Line by line, before anything is parsed: a line of a body that looks like a
 * field counts as one.
 */
#ifndef FRONTDESK_MIME_BOMB_H
#define FRONTDESK_MIME_BOMB_H

#include "base/text.h"

enum {
	MIME_COLONS_MOST = 1000,    /* of a field of addresses: each may begin a group in a group */
	MIME_BOUNDARIES_MOST = 2000 /* lines that may divide parts; the rest is not looked at */
};

/* Too many parts that name their types, or groups of addresses, which may lie in each other. */
bool mime_is_bomb(struct text message);
/* The message as far as the last line that may divide parts. */
struct text mime_cut_parts(struct text message);

#endif
