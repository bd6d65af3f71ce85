/* The chat service's own state: made by service.c, reached through parts->chat. */
#ifndef FRONTDESK_CHAT_STATE_H
#define FRONTDESK_CHAT_STATE_H

#include "config_memory.h"
#include "epoch.h"
#include "erased.h"
#include "live.h"
#include "page.h"
#include "reading.h"
#include "rounds.h"
#include "seen.h"
#include "telling.h"

struct chat {
	struct parts *parts;
	struct live_session *sessions[LIVE_BUCKETS];
	struct desk *desks[ROUND_BUCKETS];
	struct page_list pages;
	struct reading_table readings;
	struct tellings tellings;
	struct epochs epochs;
	struct erased_table erased;
	struct seen_table seen;
	struct config_memory configs;
	struct timer second; /* beats once a second */
	struct timer step;   /* goes on with the round */
	struct round round;
	uint64_t beats;
	struct uuid worker_id;       /* this process, as a holder of leases */
	struct uuid abandoned_after; /* the tenant that had its turn last */
	uint64_t comparing_until_ms; /* heads: a tick is under way; one that is lost ends then */
	uint64_t deaf_until_ms;      /* other replicas may say what is not heard here */
	uint64_t connected_since_ms; /* to PostgreSQL, without a break; 0: it is away */
};

#endif
