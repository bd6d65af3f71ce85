/* Being told to end, for commands that may wait long. */
#ifndef FRONTDESK_STOP_H
#define FRONTDESK_STOP_H

/* From now on the first SIGINT or SIGTERM ends nothing by itself: the descriptor can be read, and
 * nobody reads it, so that each thread may look. A second one ends the process. -1, with the
 * signals as they were, when there is no descriptor to have. */
int stop_listen(void);

#endif
