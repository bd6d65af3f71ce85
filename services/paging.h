/*
 * Lists by REST, a page at a time: ?limit= says how many items at most, ?after= where the page
 * before ended, by what that one called `next`. For every service.
 */
#ifndef FRONTDESK_PAGING_H
#define FRONTDESK_PAGING_H

#include "call/call.h"

/* How many items a page has at most: 50 when nothing was said, never more than 200. */
int64_t paging_most(const struct call *call);
/* Where the page begins; absent for the first. False for what no page ever called `next`. */
bool paging_cursor(const struct call *call, struct text *ret_cursor);
/* Answers the refusal of such a cursor. */
struct next paging_refuse(struct call *call);

#endif
