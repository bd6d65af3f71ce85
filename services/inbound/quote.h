/*
 * What somebody wrote in a mail, without what they answer to, which mail programs put behind it:
 * "On … wrote:" and lines behind ">", or the original under a line or a head of its own. Pure.
 */
#ifndef FRONTDESK_INBOUND_QUOTE_H
#define FRONTDESK_INBOUND_QUOTE_H

#include "base/text.h"

/* Its beginning, borrowed; all of it where nothing would be left. Who writes between the quoted
 * lines is left alone. */
struct text quote_cut(struct text text);

#endif
