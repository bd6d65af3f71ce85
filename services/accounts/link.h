/*
 * Links of the console's that have a token, good once, as mails bear them. What is stored is the
 * token's hash, for a purpose; both stand in the work of who makes a link, and of who follows one.
 */
#ifndef FRONTDESK_ACCOUNTS_LINK_H
#define FRONTDESK_ACCOUNTS_LINK_H

#include "call/call.h"

/* Whether mails are sent, or kept in the inbox; else they would wait for a server. */
bool link_can_be_mailed(const struct call *call);
/* Makes a token; false when there is no key to hash it with. */
bool link_make(struct call *call, struct text purpose);
/* The console's page at `path`, with the token in the fragment, which browsers send to nobody; the
 * call's arena's. */
struct text link_of(struct call *call, const char *path);

/* Takes the body's token from whoever follows a link on a page of the console, and goes on when
 * this try is granted. */
struct next link_follow(struct call *call, call_step granted);
/* Hashes that token under the next master key, the newest first; false when there are no more. */
bool link_hash_next(struct call *call, struct text purpose);
/* The hash. */
struct text link_hash(const struct call *call);

#endif
