/*
 * Requests to the outside: to servers that merchants or the operator name (http.h, smtp.h, and
 * ask.h for calls). libcurl does them on the loop, which never waits: names are looked up by
 * threads, one each. So many are under way at once, others wait for their turn.
 *
 * A merchant's server is reached outside only: the address is judged when its socket is opened
 * (address.h), so that no name leads inside, whatever it was when it was looked at before. The
 * setting outside_networks allows networks; what the operator names is not judged. TLS is at least
 * 1.2, and certificates are verified by the system's store and the setting outside_ca. There are no
 * proxies of the environment, no redirects, and no connection is used twice. Neither addresses nor
 * contents are logged.
 *
 * Loop thread only.
 */
#ifndef FRONTDESK_OUTSIDE_H
#define FRONTDESK_OUTSIDE_H

#include "loop/env.h"

enum { OUTSIDE_CONNECT_MS = 10000 /* to look up, to connect, and to agree on TLS */ };

struct mail_service;
struct outside;

/* Makes libcurl ready, and ignores SIGPIPE: once, before the process has threads. */
void outside_prepare(void);
/* NULL with a sentence when a setting will not do. The reason is the arena's. */
struct outside *outside_new(const struct env *env, struct arena *arena, const char **ret_reason);
/* Breaks off what is under way, and says nothing of it; the loop must turn once more. */
void outside_free(struct outside **outside);
/* The operator's mail server, and who sends. */
const struct mail_service *outside_mail_service(const struct outside *outside);
/* The process drains: what is still under way after half of its time has failed. */
void outside_drain(struct outside *outside);

#endif
