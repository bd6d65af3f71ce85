/*
 * The events that one connection has not been written yet: a ring of shared frames, bounded by
 * bytes. It knows no socket; socket.c and stream.c take from it what one write holds.
 */
#ifndef FRONTDESK_OUTBOX_H
#define FRONTDESK_OUTBOX_H

#include "sockets/frame.h"

enum {
	OUTBOX_FEW = 2,
	OUTBOX_BYTES_MAX = 256 * 1024,
	OUTBOX_LAST_MAX = 256,       /* beyond it, for the one frame that says why the others end */
	OUTBOX_WRITE_MAX = 16 * 1024 /* a larger frame goes in a write of its own */
};

/* Zeroed means empty; it has no memory of its own until more frames wait than the few. A ring that
 * was needed once stays for those that come next, until outbox_trim: deliveries allocate nothing.
 */
struct outbox {
	union {
		struct frame **ring;
		struct frame *few[OUTBOX_FEW]; /* while the capacity is 0 */
	};
	uint32_t capacity, first, count;
	uint32_t bytes;
	uint32_t begun; /* of the first frame as an event: how much of it is written */
};

/* Drops everything, and the ring. */
void outbox_clear(struct outbox *outbox);
/* Drops the ring of an empty one: it has been idle for a while. */
void outbox_trim(struct outbox *outbox);
/* Takes a reference to the frame. False, and nothing is taken, when the frames would pass the cap;
 * the largest event alone fits. */
bool outbox_put(struct outbox *outbox, struct frame *frame);
/* The same of a goodbye, which nothing follows: however full it is, there is room for this one. */
void outbox_put_last(struct outbox *outbox, struct frame *frame);
bool outbox_is_empty(const struct outbox *outbox);
/* Whether the largest event would be taken. */
bool outbox_has_room(const struct outbox *outbox);
/* The next whole frames that one write takes: the frame's own bytes when it is one, else copied
 * into `buffer`. *ret_count of them are to be dropped once written. Absent when empty. */
struct text outbox_next(
	const struct outbox *outbox, char buffer[OUTBOX_WRITE_MAX], uint32_t *ret_count);
void outbox_drop(struct outbox *outbox, uint32_t count);
/* Drops all but the event that is partly written. */
void outbox_drop_unbegun(struct outbox *outbox);

/* --- for event streams ------------------------------------------------------------------------ */
/* The next bytes that one write takes, copied into `buffer`: events, the first from where the last
 * write ended. Absent when empty. */
struct text outbox_next_events(const struct outbox *outbox, char buffer[OUTBOX_WRITE_MAX]);
/* So many of these bytes have been written. */
void outbox_advance_events(struct outbox *outbox, size_t size);

#endif
