/*
 * What a chat call keeps between its steps. One struct serves them all; it is made by chat_work()
 * on first use and lives in the call's arena.
 */
#ifndef FRONTDESK_CHAT_WORK_H
#define FRONTDESK_CHAT_WORK_H

#include "call/call.h"
#include "call/limit.h"
#include "crypto/seal.h"
#include "hours.h"
#include "loop/wheel.h"
#include "receipt.h"
#include "start_input.h"
#include "status.h"
#include "writer/writer.h"

/* A session as chat_session_load answers it; texts are the call's arena's. */
struct session_view {
	struct uuid id;
	struct text for_visitor, for_agent; /* ChatSession, as JSON */
	struct text visitor_id, wrapped_key;
	enum session_status status;
	bool has_agent;
	struct uuid agent_id;
	int64_t head_seq, last_message_us, version;
	struct receipt receipts[SIDE_COUNT];
	uint64_t asked_ms; /* when the statement began: it shows nothing that is older */
};

/* What a client says that it holds of a session. */
struct held {
	bool has_after;
	int64_t after;
	struct text epoch; /* that after belongs to */
	uint64_t asked_ms; /* when it was said: what was read since then has it, or has lost it */
};

struct live_session;
struct reading;
typedef struct next (*session_then)(struct call *call, enum err err);
typedef struct next (*live_then)(struct call *call, enum err err, struct live_session *live);

struct chat_work {
	struct session_view view;
	session_then view_then;
	bool is_for_any; /* not only for those who may see the session */
	bool has_more;   /* sessions that a tick is about, than it has read */
	bool is_passing; /* a tick that looks in on a tenant of whom nobody is here */
	live_then live_then;
	bool is_reloaded;  /* the session was read from PostgreSQL by this call */
	int answer_status; /* of a change that is announced */
	call_step published_then;

	/* places */
	call_step places_then;
	uint64_t asked_ms; /* when a tick asked for them, or a page for the configuration */

	/* what was asked */
	struct uuid session_id;
	struct text cursor;
	int64_t most, after, before;
	bool has_after, has_before;
	bool is_reset;        /* `after` is of another history */
	struct text messages; /* a page, as JSON */

	/* a resume */
	struct held held;
	session_then read_then;
	enum err read_err;
	bool is_read;            /* its reading is done */
	struct reading *reading; /* a tick's */

	/* a message on its way */
	struct uuid message_id;
	struct text content;           /* or a note's */
	struct chat_work *next_waiter; /* of the same message, reading or places */
	struct call *call;             /* parked, while it is a waiter */
	struct timer timer;
	enum writer_outcome outcome;
	int64_t seq, created_at_us;
	uint8_t fingerprint[FINGERPRINT_SIZE];

	/* a session on its start */
	struct start_input input;
	char visitor_id[VISITOR_ID_SIZE + 1];
	char former_id[VISITOR_ID_SIZE + 1]; /* a customer's, of once; empty for others */
	bool is_new;
	bool is_renamed; /* and found under that one */

	/* receipts and typing */
	int64_t delivered, seen;
	bool is_typing;

	/* sessions that a tick is about, or agents */
	struct text *tenant_ids, *session_ids;
	struct uuid *ids;
	size_t id_count;
	size_t bucket;                  /* of live sessions, that a tick goes on with */
	struct text page_url;           /* that a visitor looks at */
	struct uuid *to_agent_id;       /* to whom a session is handed; NULL: to anybody */
	struct whereabouts_batch *told; /* of visitors, by a tick */
	hours_then hours_then;
};

struct chat_work *chat_work(struct call *call);
/* call_limit for the asker, within their tenant. */
uint64_t sender_limit_take(struct call *call, enum limit_kind kind);

#endif
