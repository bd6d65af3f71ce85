/* A call's whole state: what its users see, and what only call.c and http.c touch. */
#ifndef FRONTDESK_CALL_PRIVATE_H
#define FRONTDESK_CALL_PRIVATE_H

#include "call/call_start.h"
#include "loop/wheel.h"

struct call_field {
	const char *name;
	struct text value;
	struct call_field *next;
};

struct call_state {
	struct call call; /* lives in its own arena */
	struct timer deadline;
	call_step due;           /* the step that call_resume asked for */
	struct call_state *next; /* in the queue of due steps */
	bool is_answered, is_expired;
	void (*ended)(struct call *call);
	struct uuid id; /* X-Request-Id, and in the log */
	uint64_t started_us;
	int status;
	struct call_field *fields; /* extra headers of the answer */
};

static inline struct call_state *call_state_of(struct call *call)
{
	return CONTAINER_OF(call, struct call_state, call);
}

#endif
