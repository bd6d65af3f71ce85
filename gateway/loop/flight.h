/*
 * Bytes in flight: what this process holds for clients between their sockets and its work, counted
 * in one place. Requests that are arriving, messages in pieces or in a queue, answers, events (each
 * once, however many wait for it), and what libwebsockets keeps of a write. Loop thread only.
 */
#ifndef FRONTDESK_FLIGHT_H
#define FRONTDESK_FLIGHT_H

#include <stddef.h>

void flight_add(size_t size);
void flight_drop(size_t size);
size_t flight_bytes(void);

#endif
