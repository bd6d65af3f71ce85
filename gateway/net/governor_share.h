/* The connections' shares; what others do with one stands in governor.h. */
#ifndef FRONTDESK_GOVERNOR_SHARE_H
#define FRONTDESK_GOVERNOR_SHARE_H

#include "net/governor.h"

struct governor_shares;

struct governor_shares *governor_shares_new(struct governor *governor);
void governor_shares_free(struct governor_shares **shares);

void share_charge(struct share *share, uint64_t loop_us, uint64_t bytes);
/* Nobody serves it any more (share_leave). */
bool share_is_left(const struct share *share);

#endif
