/*
 * One event, framed once as an unmasked WebSocket text frame (RFC 6455, 5.2) and shared by all who
 * receive it, by reference count. Immutable after it was made.
 */
#ifndef FRONTDESK_FRAME_H
#define FRONTDESK_FRAME_H

#include "text.h"

struct frame;

/* Frames a JSON text; the caller holds the first reference. */
struct frame *frame_new(struct text json);
/* A ping (RFC 6455, 5.5.2), which goes through the outbox like any event. */
struct frame *frame_new_ping(void);
struct frame *frame_ref(struct frame *frame);
/* Drops a reference; leaves NULL. Accepts NULL. */
void frame_unref(struct frame **frame);
/* The whole frame, header and payload. */
struct text frame_bytes(const struct frame *frame);
/* The payload alone: what SSE and tests want. */
struct text frame_payload(const struct frame *frame);

#endif
