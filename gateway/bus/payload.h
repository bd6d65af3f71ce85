/*
 * What a publication holds. In clear: who published and under which key; sealed: the note and the
 * event's JSON.
 *
 *     version 1 | origin 16 | number 8 | key id 16 | ciphertext, in buckets of 64 | tag 16
 *
 * XChaCha20-Poly1305; the nonce is the origin and the number, which counts what an origin
 * publishes: an origin is 16 random bytes, made at each start, so that no nonce comes twice.
 * Associated data: all that is in clear, and the channel. Whoever holds Redis can drop and repeat
 * publications, not read, change, make or move them; every event of ours may be repeated.
 */
#ifndef FRONTDESK_BUS_PAYLOAD_H
#define FRONTDESK_BUS_PAYLOAD_H

#include "base/err.h"
#include "bus/note.h"
#include "crypto/seal.h"
#include "sockets/channel.h"
#include "sockets/frame.h"

/* What is larger fits no listener's outbox either. */
enum { BUS_EVENT_SIZE_MAX = FRAME_EVENT_MAX };

struct bus_head {
	struct uuid origin;
	uint64_t number;
	struct uuid key_id;
};

struct bus_event {
	struct channel channel;
	struct bus_note note; /* kind 0: none */
	struct text json;     /* absent: a note alone */
	bool is_lazy;         /* as a frame is */
};

size_t bus_payload_size(size_t json_size);
/* Writes bus_payload_size bytes. `head` names the key. */
void bus_payload_seal(const struct bus_head *head, const struct seal_key *key,
	const struct bus_event *event, char *ret_payload);
/* ERR_UNREADABLE for what cannot be a payload. */
enum err bus_payload_head(struct text payload, struct bus_head *ret_head);
/* Opens a payload for which bus_payload_head gave `head` into an event whose channel is where it
 * was heard. The plaintext lies in `room`, which is as large as the payload and the caller's to
 * wipe. ERR_UNREADABLE for anything but what was sealed for this channel under this key. */
enum err bus_payload_open(const struct bus_head *head, const struct seal_key *key,
	struct text payload, char *room, struct bus_event *event);

#endif
