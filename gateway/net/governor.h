/*
 * The governor keeps one client from taking what is everybody's: places, the loop's time, and
 * memory. Each connection has a share of the worker, and so has each address (of IPv6 the /64) with
 * all its connections together. What a share's connections cost is charged to it, from their first
 * byte on, pings and nonsense included, and is regained at a steady rate; while too much is owed
 * the connection is not read. A client of ours never comes near. Loop thread only.
 */
#ifndef FRONTDESK_GOVERNOR_H
#define FRONTDESK_GOVERNOR_H

#include "base/text.h"

struct census;
struct env;
struct governor;
struct share;

/* Who reads a connection: embedded in it. `watch` leaves off reading or takes it up, as
 * share_is_held says; it may be called from within recv. */
struct share_reader {
	void (*watch)(struct share_reader *reader);
};

/* What is done about too much: each has a metric, and one line in the log for all in a second. */
enum governor_act {
	GOVERNOR_FULL,      /* a connection was refused: all places are taken */
	GOVERNOR_CROWDED,   /* the same: its address has as many as one may */
	GOVERNOR_MADE_ROOM, /* a connection that waited was closed for a new one */
	GOVERNOR_HELD,      /* a connection is not read for a while */
	GOVERNOR_SHED,      /* one that holds much memory was closed, too much being in flight */
	GOVERNOR_PUT_OFF,   /* a request was refused for the same reason */
	GOVERNOR_ACTS
};

/* Who holds memory for clients: a part of whatever that is. */
struct governor_holder {
	/* How much the connection has that holds most. */
	size_t (*heaviest)(struct governor_holder *holder);
	/* Closes all that hold at least so much, and says how many. */
	size_t (*shed)(struct governor_holder *holder, size_t least);
};

struct governor_setup {
	size_t connections_max; /* of this process */
	size_t workers;         /* of this host */
	struct census *census;  /* the host's; NULL: this process has its own */
	size_t column;          /* of it */
	struct governor_holder *holder;
};

/* Without rate limits there are no shares, and acts are still told. */
struct governor *governor_new(const struct env *env, const struct governor_setup *setup);
/* After the last share. */
void governor_free(struct governor **governor);
void governor_tell(struct governor *governor, enum governor_act act);

/* Whether an address has as many connections on this host as one may. */
bool governor_is_crowded(struct governor *governor, struct text address);

/* When to come again with a request, too many bytes being in flight; 0: it may go on. */
uint64_t governor_flight_wait_ms(struct governor *governor);

/* A fresh connection's share. An empty address is a proxy's, whose connections many clients have in
 * common: what they do is charged to whom share_name names. NULL without limits, which all below
 * take. */
struct share *share_open(struct governor *governor, int socket, struct text address);
void share_close(struct share **share);
/* Nobody serves the connection any more: what still comes is read to be dropped, and charged, until
 * too much is owed; then recv says that it has ended. */
void share_leave(struct share *share);
/* The same share for who serves the plain end of a connection, `descriptor`, from now on: what is
 * read there is charged to it. Who has lent it goes on working for it, is told when it is held as
 * well, and lets go of it by share_recall; either may be the first to do so. */
struct share *share_lend(struct share *share, int descriptor);
void share_recall(struct share **share);
/* Who reads the connection from now on; at once told when it is held. */
void share_read_by(struct share *share, struct share_reader *reader);
bool share_is_held(const struct share *share);
/* Whether it is not to be read now; then it is held from now on. For what recv does not read. */
bool share_holds(struct share *share);

/* Behind a proxy: whose request this is, or whose connection from now on (`for_good`). When the
 * address has too many connections or owes too much, how many milliseconds to wait, else 0. */
uint64_t share_name(struct share *share, struct text address, bool for_good);
/* Whether the address owes too much, and is not only one connection too many. */
bool share_owes(const struct share *share);
/* The named one's request has been answered. */
void share_unname(struct share *share);

/* Who the loop works for: on the stack of whoever has it work. */
struct share_work {
	struct share *share; /* NULL: nobody, or one that has gone since */
	struct share_work *outer;
};
/* What happens in between is done for this share, and charged to it. What of it lies between
 * another pair is done for that one's share. */
void share_begin(struct share_work *work, struct share *share);
void share_end(struct share_work *work);

#endif
