/*
 * Passwords: Argon2id (RFC 9106) on libuv's pool, at most two at once, never on the loop. Each
 * takes 64 MiB and about a tenth of a second; those that wait are bounded, and the known go first.
 */
#ifndef FRONTDESK_PASSWORD_H
#define FRONTDESK_PASSWORD_H

#include "call/call.h"

enum { PASSWORD_SIZE_MIN = 10, PASSWORD_SIZE_MAX = 200 };

struct passwords;
struct passwords *passwords_new(struct parts *parts);
/* Waits for those that run, a second at most, with the loop turning; no call is resumed any more:
 * whatever else would run on the loop must have gone before. */
void passwords_free(struct passwords **passwords);

typedef struct next (*password_then)(struct call *call, bool matches);
typedef struct next (*password_hash_then)(struct call *call, enum err err, struct text hash);

/* Each has a queue of its own, and goes before the later ones. */
enum password_asker {
	PASSWORD_KNOWN,    /* signed in, or in a browser that has proven it was */
	PASSWORD_STRANGER, /* anybody: first whose network had fewest turns of late */
	PASSWORD_ASKERS
};

/* Compares. An absent hash takes the same time as a wrong password. Where more wait than the queue
 * takes, the one to be served last, or when an answer is awaited by nobody when its turn comes:
 * `then` is not run, the call fails with ERR_TOO_MANY. The password is copied and wiped. */
struct next password_check(struct call *call, enum password_asker asker, struct text password,
	struct text hash, password_then then);
/* For somebody known. */
struct next password_hash(struct call *call, struct text password, password_hash_then then);
/* The same hash, synchronously: for the command line. */
enum err password_hash_now(struct arena *arena, struct text password, struct text *ret_hash);
/* Why a new password will not do, as a sentence; NULL when it will. */
const char *password_fault(struct text password);

#endif
