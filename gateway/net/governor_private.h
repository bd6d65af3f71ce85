/* What the governor is made of, each part by its own type; what it does stands in its own header.
 */
#ifndef FRONTDESK_GOVERNOR_PRIVATE_H
#define FRONTDESK_GOVERNOR_PRIVATE_H

#include "loop/env.h"

struct governor {
	const struct env *env;
	struct governor_peers *peers;   /* NULL without limits */
	struct governor_shares *shares; /* the same */
	struct governor_flight *flight;
};

#endif
