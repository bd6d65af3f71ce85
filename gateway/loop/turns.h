/*
 * Who has had how many turns of late at what is dear and in short supply, so that among those who
 * wait the one who had fewest is next. It refuses nobody. A table of fixed size by a keyed hash:
 * who meets another's place shares it. Of IPv6 the /48 counts, since who has one has 65,536 /64s.
 */
#ifndef FRONTDESK_TURNS_H
#define FRONTDESK_TURNS_H

#include "base/text.h"

/* How long a turn is remembered, and how many of one network at most: a machine that compares three
 * passwords a second remembers a flood's turns until 1,800 networks take part. */
enum { TURN_US = 600000000, TURNS_MAX = 12 };

struct turns;
struct turns *turns_new(void);
void turns_free(struct turns **turns);
/* Which place is an address's. */
size_t turns_place(const struct turns *turns, struct text address);
void turns_take(struct turns *turns, size_t place, uint64_t now_us);
/* How long until all its turns are forgotten. */
uint64_t turns_owed_us(const struct turns *turns, size_t place, uint64_t now_us);

#endif
