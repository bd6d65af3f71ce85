/*
 * The supervisor: the process that keeps one worker or several on one port. It has no loop and no
 * keys, and holds nothing but its children, their listening sockets and the mapping of their
 * figures; every worker runs the binary anew, so that an upgraded file and changed settings are
 * picked up when it is replaced.
 *
 * A worker that dies is started again at once, in a crash loop ever later. One that drains (SIGTERM
 * to it alone) is replaced while it drains. SIGHUP replaces one worker after the other, each by one
 * that serves already. SIGTERM and SIGINT drain all; a second one, or 25 s, kills.
 */
#ifndef FRONTDESK_SUPERVISOR_H
#define FRONTDESK_SUPERVISOR_H

#include "base/settings.h"

/* Runs `count` workers until they are told to end; answers the exit status. */
int supervise(struct arena *arena, const struct settings *settings, size_t count);

#endif
