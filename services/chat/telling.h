/*
 * Changes of many sessions that are told by ticks of our own: whoever made them has the answer
 * before, and all are told however long PostgreSQL takes to read each again.
 */
#ifndef FRONTDESK_CHAT_TELLING_H
#define FRONTDESK_CHAT_TELLING_H

#include "call/call.h"

struct telling;

/* In the order of their ticks. */
struct tellings {
	struct telling *first, *last;
};

/* Publishes the sessions that chat_work(call) names in `ids`, in a while. */
void telling_begin(struct call *call);
/* Forgets all. */
void telling_done(struct parts *parts);

#endif
