/* What the rating page says, in each of its languages, and which of them a browser wants. Pure. */
#ifndef FRONTDESK_RATING_WORDS_H
#define FRONTDESK_RATING_WORDS_H

#include "base/text.h"
#include "rating/form.h"

struct words {
	const char *locale; /* "en": a tag of BCP 47 */
	const char *direction;
#define WORD(name, english, german, arabic) const char *name;
#include "rating/words.def"
#undef WORD
	const char *ratings[RATING_MOST]; /* what each is called, the worst first */
};

/* The language of these that Accept-Language asks for first (RFC 9110, 12.5.4); English where it
 * asks for none of them, or is absent. */
const struct words *words_find(struct text accepted);

#endif
