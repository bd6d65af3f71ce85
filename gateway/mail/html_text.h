/* What HTML says, as text: paragraphs and lines as it shows them, what is quoted behind "> " as
 * mail programs have it; no links, no pictures, no tables. Pure, and forgiving: any bytes are HTML.
 */
#ifndef FRONTDESK_HTML_TEXT_H
#define FRONTDESK_HTML_TEXT_H

#include "base/arena.h"

/* The input is UTF-8; so is what comes out, the arena's. */
struct text html_text(struct arena *arena, struct text html);

#endif
