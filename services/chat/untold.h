/*
 * Changes that nobody was told of: what had become of the session could not be read, or not in
 * time. Then the consoles of its desk, wherever they are connected, read their lists again. Who is
 * in the session hears of it when it is compared (state_sync.c).
 */
#ifndef FRONTDESK_CHAT_UNTOLD_H
#define FRONTDESK_CHAT_UNTOLD_H

#include "call/call.h"

struct desk;

/* A session of the call's tenant was changed, and is read to be told. */
void untold_begin(struct call *call);
/* What was begun has ended: in that it was told, or not. */
void untold_end(struct call *call, bool is_told);
/* Whether something is to be told still, or was not. */
bool untold_has(const struct desk *desk);
/* Has the desk's lists read again when something was not told: once a second. */
void untold_turn(struct parts *parts, struct desk *desk);

#endif
