/* What is kept of a mail's texts: UTF-8 without what controls a terminal or a page. Pure. */
#ifndef FRONTDESK_MIME_TEXT_H
#define FRONTDESK_MIME_TEXT_H

#include "base/arena.h"

/* Bytes as UTF-8: each that belongs to no character becomes U+FFFD. Lines end with a line feed; of
 * control characters only tabs stay. The arena's. */
struct text mime_clean_lines(struct arena *arena, struct text bytes);
/* The same on one line, cut to MIME_LINE_MOST, with a NUL behind it. */
struct text mime_clean_line(struct arena *arena, struct text bytes);
/* Whether there is nothing but blanks in it, or nothing at all. */
bool mime_is_blank(struct text text);

#endif
