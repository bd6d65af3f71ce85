/*
 * What a call can reach, each part by its own type; what it does stands in its own header. The
 * process fills this as it starts, and empties it in the reverse order.
 */
#ifndef FRONTDESK_PARTS_H
#define FRONTDESK_PARTS_H

#include "loop/env.h"

struct parts {
	struct env env;
	struct keyring *keyring;
	struct limits *limits; /* NULL: the setting rate_limits is false */
	const struct site *site;
	struct governor *governor;
	struct calls *calls;
	struct db *db;
	struct tenants *tenants;
	struct refused *refused;
	struct outside *outside;
	struct mail *mail;
	struct store *store;
	struct scan *scan;
	struct passwords *passwords;
	struct pictures *pictures;
	struct proofs *proofs;
	struct hub *hub;
	struct bus *bus; /* NULL without Redis */
	struct jobs *jobs;
	struct sockets *sockets;
	struct writer *writer;
	const struct route_table *const *routes; /* of rooms, not of services; a NULL ends them */
	const struct post *post; /* this process under its supervisor: process/ alone looks in */

	/* Each service's own state. */
#define SERVICE(name) struct name *name;
#include "services.def"
#undef SERVICE
};

#endif
