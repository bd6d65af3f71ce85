/* The loader's settings, given as name=value; all numbers are bounded. */
#ifndef LOAD_OPTIONS_H
#define LOAD_OPTIONS_H

#include "client.h"

enum { TARGETS_MAX = 8 };

struct options {
	const char *mode;
	struct client_target targets[TARGETS_MAX];
	size_t target_count;
	bool is_relay;                /* speaks a partner's protocol, not frontdesk.v1 */
	const char *people;           /* file: a line for each person, "token session-id" */
	uint32_t sessions, listeners; /* conversations, and who listens to each beside the sender */
	uint32_t window;              /* closed loop: messages under way in each conversation */
	uint32_t rate;                /* open loop: messages a second in all; 0: closed */
	uint32_t unstored;            /* closed loop: messages in all that are not stored yet */
	uint32_t size;                /* bytes of content */
	uint32_t opening;             /* handshakes under way at once */
	uint32_t warmup_ms, run_ms, limit_ms;
	bool awaits_stored; /* closed loop: a message is done when stored, not when delivered */
	bool is_typing;     /* the event is typing.set, which nobody stores */
	uint32_t deaf;      /* listeners of the first conversation that never read */
	bool is_flood;      /* open loop: every second message goes to the first conversation */
	uint32_t talkers;   /* exodus: in how many of the sessions messages are sent */
	bool resumes;       /* storms: listen to the session too */
	uint32_t jitter_ms; /* who lost a connection comes back within this */
};

/* Ends the process with a sentence when something is wrong. */
void options_read(int argc, char **argv, struct options *ret_options);

#endif
