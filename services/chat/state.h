/* The chat service's own state: made by service.c, reached through gateway->chat. */
#ifndef FRONTDESK_CHAT_STATE_H
#define FRONTDESK_CHAT_STATE_H

#include "live.h"

struct chat {
	struct gateway *gateway;
	struct live_session *sessions[LIVE_BUCKETS];
	struct desk *desks[DESK_BUCKETS];
	struct timer second; /* beats once a second */
	uint64_t beats;
};

#endif
