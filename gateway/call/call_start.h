/*
 * For those who make calls: http.c, ws.c and the ticks. A call lives until it has been answered
 * and nothing waits with it; then its `ended` runs and the arena goes.
 */
#ifndef FRONTDESK_CALL_START_H
#define FRONTDESK_CALL_START_H

#include "call/call.h"

enum { CALL_DEADLINE_MS = 10000, CALL_TICK_DEADLINE_MS = 60000 };

struct calls;

/* Keeps the running calls and the steps that are due. */
struct calls *calls_new(struct gateway *gateway);
/* No call may run any more. The loop must run once more for its handle to close. */
void calls_free(struct calls **calls);
size_t calls_running(const struct calls *calls);

/* A fresh call with its deadline set. `name` is static. The caller fills in connection, tenant
 * (a reference that the call then owns) and who, then runs the first step by call_begin or
 * call_settle. */
struct call *call_new(struct gateway *gateway, enum call_kind kind, const char *name);
/* `ended` runs once, after the last step, before the arena is freed: for a socket, to take up
 * the next message. */
void call_on_end(struct call *call, void (*ended)(struct call *call));
/* Runs the first step, now. The call may be gone when this returns. */
void call_begin(struct call *call, call_step first);
/* The same for a step that has run already: takes what it returned. */
void call_settle(struct call *call, struct next next);

#endif
