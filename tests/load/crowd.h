/*
 * The members: one connection each, opened so many at a time, brought to where they are welcome and
 * listen to their conversation. Member m of a conversation goes to target m modulo the number of
 * targets: of two targets, the sender is on the first and its peer on the second.
 */
#ifndef LOAD_CROWD_H
#define LOAD_CROWD_H

#include "options.h"
#include "wire.h"

enum member_state { MEMBER_ABSENT, MEMBER_OPENING, MEMBER_GREETED, MEMBER_READY };

struct member {
	struct client client;
	uint32_t number, session;
	uint32_t place; /* in its conversation: 0 sends */
	enum member_state state;
	uint64_t since_ns; /* when it began to open */
	int64_t seq;       /* up to which it knows the conversation */
	/* What it was told as stored before its resume was answered, without a gap; 0: nothing. */
	int64_t early_first, early_last;
	uint64_t retry_ns; /* when a resume that was too much for the server is sent again; 0: none
			    */
	size_t target;
};

struct crowd {
	const struct options *options;
	struct wire_person *people;
	struct member *members;
	uint32_t count;
	uint32_t opened, opening, ready, lost, errors, retries, waiting;
	bool stops_at_welcome;
	char epoch[64];
	/* What a ready member hears; may be NULL. */
	void (*heard)(struct member *member, enum heard heard, const char *text, size_t size);
	void (*arrived)(struct member *member, const char *text, size_t size); /* became ready */
	void (*left)(struct member *member);
};

extern struct crowd crowd;

/* `extra` more members listen to the first conversation. */
void crowd_start(const struct options *options, uint32_t per_session, uint32_t extra);
/* Opens everybody; ends the process when one is refused. */
void crowd_gather(void);
/* Resumes again where the server said later; call it in every turn. */
void crowd_retry(void);
/* Opens one more time: after it was lost. */
void crowd_open(struct member *member, size_t target);
void crowd_drop_all(void);
const struct wire_person *crowd_person(const struct member *member);

#endif
