/* What servers outside say, as it can be shown and stored. Pure. */
#ifndef FRONTDESK_OUTSIDE_WORDS_H
#define FRONTDESK_OUTSIDE_WORDS_H

#include "base/arena.h"

/* Their first bytes, so many at most and no half of a character: what is no text (controls, and
 * where it is not UTF-8 what is beyond ASCII) becomes question marks. Absent stays absent. */
struct text outside_words(struct arena *arena, struct text said, size_t most);

#endif
