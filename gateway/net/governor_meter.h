/*
 * What is read, and for whom the loop works. libwebsockets answers pings by itself and drops empty
 * frames, and tells nobody: the one door through which all of it comes is recv(2), which is ours
 * here, for the libraries in this process too. For the descriptor of a share it charges the share,
 * and reads nothing while the share is held; for any other it is what it always was.
 */
#ifndef FRONTDESK_GOVERNOR_METER_H
#define FRONTDESK_GOVERNOR_METER_H

#include <stddef.h>
#include <stdint.h>

struct share;

void meter_start(size_t descriptors);
void meter_stop(void);
/* Names whose descriptor this is from now on; NULL: nobody's. */
void meter_know(int descriptor, struct share *share);
/* It is no longer that share's, unless it is another's already. */
void meter_forget(int descriptor, const struct share *share);
/* The share goes: the loop works for it no more. */
void meter_leave(const struct share *share);
uint64_t meter_now_us(void);
/* Charges a share for what has been done for it so far, when the loop works for it just now. */
void meter_settle(struct share *share);

#endif
