/*
 * One event, framed once as an unmasked WebSocket text frame (RFC 6455, 5.2) and shared by all who
 * receive it, by reference count. Immutable after it was made. For event streams (HTML standard,
 * 9.2.6) the same frame is copied out as `data: …` and an empty line, a ping as a comment.
 */
#ifndef FRONTDESK_FRAME_H
#define FRONTDESK_FRAME_H

#include "base/text.h"

/* FRAME_EVENT_MAX: the largest event. Whoever makes one sees to it, by the largest of its parts: a
 * message of escapes alone, six bytes of JSON for each of its own. */
enum { FRAME_EVENT_MAX = 160 * 1024, FRAME_HEADER_MAX = 10 };

struct frame;

/* Frames a JSON text; the caller holds the first reference. */
struct frame *frame_new(struct text json);
/* The same, of an event that can wait until it has company in one write. */
struct frame *frame_new_lazy(struct text json);
bool frame_is_lazy(const struct frame *frame);
/* A ping (RFC 6455, 5.5.2), which goes through the outbox like any event. */
struct frame *frame_new_ping(void);
struct frame *frame_ref(struct frame *frame);
/* Drops a reference; leaves NULL. Accepts NULL. */
void frame_unref(struct frame **frame);
/* The whole frame, header and payload. */
struct text frame_bytes(const struct frame *frame);
/* Copies the bytes of the frame as a Server-Sent Event, from `offset` on and at most `room`;
 * answers how many: none past its end. */
size_t frame_copy_event(const struct frame *frame, size_t offset, char *buffer, size_t room);
/* How large it is as a Server-Sent Event. */
size_t frame_event_size(const struct frame *frame);
/* The payload alone. */
struct text frame_payload(const struct frame *frame);

#endif
