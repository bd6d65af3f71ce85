/*
 * What is said and heard, in frontdesk.v1 and in the bare relays' protocol: there the first frame
 * names a room, is answered with "joined", and all that follows goes to the others of the room as
 * it is. A message's id holds when it was meant to be sent, so that whoever receives any event of
 * it knows how long it took.
 */
#ifndef LOAD_WIRE_H
#define LOAD_WIRE_H

#include "client.h"

enum heard {
	HEARD_OTHER,
	HEARD_WELCOME,
	HEARD_RESUMED, /* or "joined" */
	HEARD_NEW,     /* a peer's copy, or a peer's typing */
	HEARD_STORED,
	HEARD_REFUSED,
	HEARD_ERROR,
	HEARD_HEAD
};

struct wire_person {
	char token[65], session_id[37];
};

/* One for each line of the file; for relays, as many as asked, with made-up names. */
struct wire_person *wire_people(const char *file, uint32_t wanted);

enum heard wire_hear(const char *text, size_t size, bool is_relay);
/* When the message of this event was meant to be sent; 0 when it names none. */
uint64_t wire_sent_ns(const char *text, size_t size);
/* The number behind `"name":`, or -1. */
int64_t wire_number(const char *text, size_t size, const char *name);

void wire_hello(struct client *client, const struct wire_person *person);
/* after_seq < 0: from the newest page. */
void wire_resume(struct client *client, const struct wire_person *person, int64_t after_seq,
	const char *epoch);
void wire_join(struct client *client, uint32_t room);
void wire_send(struct client *client, const struct wire_person *person, uint32_t session,
	uint64_t when_ns, uint32_t content_size);
void wire_typing(struct client *client, const struct wire_person *person, bool typing);

#endif
