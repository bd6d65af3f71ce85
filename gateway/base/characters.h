/* Unicode's characters, and which of them nobody sees. Pure. */
#ifndef FRONTDESK_CHARACTERS_H
#define FRONTDESK_CHARACTERS_H

#include "base/text.h"

/* Takes the first character off a text of well-formed UTF-8 that is not empty. */
uint32_t character_take(struct text *rest);
/* Shows nothing where it stands: controls, white space, what Unicode has renderers ignore (zero
 * widths, marks of direction, variation selectors, tags), and letters that are drawn blank. */
bool character_is_invisible(uint32_t character);
/* Whether such a text has something in it that can be seen. */
bool characters_show(struct text text);

#endif
