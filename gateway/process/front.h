/* The worker's door: its listening sockets, and every connection until it is whose it shall be. */
#ifndef FRONTDESK_FRONT_H
#define FRONTDESK_FRONT_H

#include "call/parts.h"
#include "process/seat.h"

struct front;

/* Starts to accept from the sockets of the parts' post, and gives the parts their site and
 * governor. NULL with a sentence (cause and remedy) when it can't. */
struct front *front_new(struct parts *parts, struct arena *arena, const char **ret_reason);
/* Accepts nothing more; what is open stays. */
void front_stop_accepting(struct front *front);
/* Closes the connections that wait for a request; for the drain. */
void front_close_idle(struct front *front);
/* Whether no HTTP connection and no WebSocket is left. */
bool front_is_idle(const struct front *front);
/* Ends every connection; its handles close as the loop runs on. */
void front_free(struct front **front);

#endif
