/* Who a request or connection comes from, and the numbered handle of a connection. */
#ifndef FRONTDESK_WHO_H
#define FRONTDESK_WHO_H

#include "base/text.h"

/* A key is a merchant's server. */
enum who_kind { WHO_NOBODY, WHO_VISITOR, WHO_AGENT, WHO_KEY };

/* In order of their rights: each may do what the earlier ones may. */
enum role { ROLE_AGENT, ROLE_SUPERVISOR, ROLE_ADMIN };

enum {
	VISITOR_ID_SIZE = 38, /* "v-" and a UUID: the longest that are given; columns take 100 */
	SENDER_ID_SIZE = 100,
	NAME_SIZE_MAX = 255 /* bytes of what somebody is called; columns take 255 characters */
};

struct who {
	enum who_kind kind;
	enum role role;     /* WHO_AGENT */
	bool must_enrol;    /* WHO_AGENT: in a second factor, and may do nothing else before */
	int64_t expires_us; /* when the proof ends */
	union {             /* by kind; zero for nobody */
		struct {
			struct uuid user_id;    /* public.users */
			struct uuid agent_id;   /* the tenant's support_agents */
			struct uuid sign_in_id; /* the sign-in that the cookie names */
		};
		char visitor_id[VISITOR_ID_SIZE + 1];
		struct uuid key_id; /* control.api_keys */
	};
};

/* Whether it is the tenant's own side that reads. */
static inline bool who_is_staff(const struct who *who)
{
	return who->kind == WHO_AGENT || who->kind == WHO_KEY;
}

/* Names a connection across a wait: the slot may hold another connection by then. */
struct ws_handle {
	uint32_t slot;
	uint32_t generation; /* 0: none */
};

#endif
