/*
 * For those who make calls: rest/http.c, sockets/dispatch.c and the ticks. A call lives until it
 * has been answered and nothing waits with it; then its `ended` runs and the arena goes.
 */
#ifndef FRONTDESK_CALL_START_H
#define FRONTDESK_CALL_START_H

#include "call/call.h"

enum { CALL_DEADLINE_MS = 10000, CALL_TICK_DEADLINE_MS = 60000 };

struct calls;

/* How answers reach who asked: REST requests and sockets have one each. What is NULL is not done; a
 * tick may have nothing. */
struct responder {
	/* A whole answer; without content when `content_type` is NULL. For a socket, one event. */
	void (*answer)(struct call *call, int status, const char *content_type, struct text body);
	/* For sockets alone: an event that can wait for company. */
	void (*answer_lazily)(struct call *call, struct text json);
	void (*fail)(struct call *call, enum err err, const char *detail, uint64_t retry_ms);
	/* Runs once, after the last step, before the arena is freed. */
	void (*ended)(struct call *call);
	/* Whether anybody is there who could hear the answer; NULL: always. */
	bool (*is_awaited)(const struct call *call);
	/* The share of the client that it works for; NULL: it is not there, or there are no shares.
	 */
	struct share *(*share)(const struct call *call);
};

/* A header line that the answer is to have. */
struct call_field {
	const char *name;
	struct text value;
	struct call_field *next;
};

/* Keeps the running calls and the steps that are due. */
struct calls *calls_new(struct parts *parts);
/* No call may run any more. The loop must run once more for its handle to close. */
void calls_free(struct calls **calls);
size_t calls_running(const struct calls *calls);

/* A fresh call with its deadline set. `name` is static. The caller fills in connection, tenant
 * (a reference that the call then owns) and who, then runs the first step by call_begin or
 * call_settle. */
struct call *call_new(struct parts *parts, enum call_kind kind, const char *name,
	const struct responder *responder);
/* Gives a call that has not begun so long, instead of what its kind has. */
void call_set_limit(struct call *call, uint64_t limit_ms);
/* Runs the first step, now. The call may be gone when this returns. */
void call_begin(struct call *call, call_step first);
/* The same for a step that has run already: takes what it returned. */
void call_settle(struct call *call, struct next next);

/* For responders: its name in the log and in X-Request-Id, and what call_add_header has added. */
struct uuid call_id(const struct call *call);
const struct call_field *call_fields(const struct call *call);
/* For answers that call.h does not know: false when the call has been answered already, by its
 * deadline; else it is answered now, with this status. */
bool call_begin_answer(struct call *call, int status);

#endif
