/* The loader's modes. Each prints one JSON object and returns the process's exit status. */
#ifndef LOAD_MODES_H
#define LOAD_MODES_H

#include "options.h"

/* Conversations: a sender and its listeners, closed or open loop. Pairs have one listener. */
int mode_talk(const struct options *options);
/* Connects everybody, says "ready", holds them until standard input ends. */
int mode_idle(const struct options *options);
/* Connects everybody as fast as `opening` at once allows. */
int mode_storm(const struct options *options);
/* Connects everybody; those whose server dies go elsewhere, within `jitter`, and catch up. */
int mode_exodus(const struct options *options);

/* The share of one core that this process has used since the last call. */
double cpu_share(void);

#endif
