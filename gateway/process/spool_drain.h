/* `frontdesk spool drain`: a worker that takes no connections, for what dead ones left. */
#ifndef FRONTDESK_SPOOL_DRAIN_H
#define FRONTDESK_SPOOL_DRAIN_H

#include "base/settings.h"

/* Adopts every abandoned folder and stores its messages, until none is left or nothing has moved
 * for `patience_s`; says what was stored, what is lost and what is left. The exit status: 0, all is
 * stored; 1, something is left, or it could not begin; 3, nothing is left, but something lost. */
int spool_drain(struct arena *arena, const struct settings *settings, int64_t patience_s);

#endif
