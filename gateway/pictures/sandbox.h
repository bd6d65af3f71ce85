/*
 * What the program frontdesk-pictures gives up before it reads a byte of a picture: whoever takes
 * it over by one has a processor, some memory and two pipes.
 */
#ifndef FRONTDESK_PICTURES_SANDBOX_H
#define FRONTDESK_PICTURES_SANDBOX_H

#include <stdbool.h>

/* As the process starts, before any library: no other descriptor than the three standard ones, no
 * core, no signal that would end it but its parent's SIGKILL, which comes when the parent ends. */
void sandbox_begin(void);
/* Once libraries have loaded what they load: limits of memory and time, then the filter of system
 * calls. Any that is not on its list kills the process. False when the kernel does not grant it. */
bool sandbox_enter(void);

#endif
