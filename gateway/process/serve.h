/* A worker: everything that serves, in one process. */
#ifndef FRONTDESK_SERVE_H
#define FRONTDESK_SERVE_H

#include "base/settings.h"

struct post;

/* Serves at its post until it is told to end, and has drained then. Answers the exit status: 1 when
 * a part could not start, which has been said. */
int serve_as_worker(struct arena *arena, const struct settings *settings, const struct post *post);

#endif
