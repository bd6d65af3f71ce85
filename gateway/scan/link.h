/*
 * One connection to clamd, for one command: looks the host up, connects, writes piece after piece,
 * and hears the one reply. Each step has its time. Says what becomes of it to its owner, from the
 * loop, never from inside a call of ours. Loop thread only.
 */
#ifndef FRONTDESK_SCAN_LINK_H
#define FRONTDESK_SCAN_LINK_H

#include "loop/env.h"
#include "scan/reply.h"

struct scan_link;

/* Where clamd is: the setting `clamd`. */
struct scan_address {
	char host[256]; /* or the path of a socket */
	char port[6];   /* empty: a path */
};

/* Reads unix:/path or host:port; false for what is neither. */
bool scan_address_read(const char *setting, struct scan_address *ret_address);

/* Embedded in whoever asks. */
struct scan_owner {
	/* It is connected, or what was written last is on its way: it takes more. */
	void (*ready)(struct scan_owner *owner);
	/* The reply is there, whole or not: nothing more is said. The owner closes it. */
	void (*ended)(struct scan_owner *owner, const struct scan_reply *reply);
};

struct scan_link *scan_link_open(
	const struct env *env, const struct scan_address *address, struct scan_owner *owner);
/* Closes; nothing is said any more. It is freed as the loop runs on. Accepts NULL. */
void scan_link_close(struct scan_link **link);
/* Writes a command's name with its zero, which is static; or a chunk of INSTREAM, which is borrowed
 * until it is ready again; or the chunk without bytes that ends it, behind which the reply comes.
 * Only when it is ready. */
void scan_link_command(struct scan_link *link, struct text command);
void scan_link_chunk(struct scan_link *link, struct text bytes);
void scan_link_finish(struct scan_link *link);

#endif
