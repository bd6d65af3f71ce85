/*
 * Live sessions: what this worker keeps in memory of the sessions that it serves, tenant by tenant.
 * A session comes in by a resume or its first message, stays while somebody listens or a message is
 * not stored yet, and 60 s longer. Loop thread only; a pointer is good until the next wait.
 */
#ifndef FRONTDESK_CHAT_LIVE_H
#define FRONTDESK_CHAT_LIVE_H

#include "call/parts.h"
#include "hours.h"
#include "look.h"
#include "sockets/channel.h"
#include "whereabouts.h"
#include "work.h"

enum { LIVE_LINGER_MS = 60000, TICK_LAPSE_MS = 60000, LIVE_BUCKETS = 4096 };

struct pending_table;
struct places;

/* A message that was accepted and is not stored yet. */
struct pending {
	struct pending *next; /* of its bucket */
	struct uuid id;
	uint8_t fingerprint[FINGERPRINT_SIZE];
	int64_t created_at_us;
	char sender_id[SENDER_ID_SIZE + 1];
	enum side side;
	struct ws_handle sender;   /* the socket that sent it last; generation 0: none */
	struct chat_work *waiters; /* REST calls that wait for it */
	bool is_kept;              /* on this worker's disk */
};

struct page;

struct live_session {
	struct live_session *next;         /* of its bucket */
	struct live_session *next_of_desk; /* of its tenant */
	struct desk *desk;
	struct uuid id;
	char visitor_id[VISITOR_ID_SIZE + 1];
	struct text wrapped_key; /* absent: erased */
	bool is_erased;          /* nobody's any more; it stays while messages are under way */
	bool is_looked_for;      /* by a comparison: PostgreSQL has not said that it is there */
	enum session_status status;
	bool has_agent;
	struct uuid agent_id;
	bool is_agent_gone;    /* as listeners were told */
	bool is_agent_doubted; /* somebody may have been told otherwise */
	int64_t version;       /* of the row, as status, agent and visitor here are; 0: unknown */
	int64_t compared_version;   /* what it was when a comparison began */
	int64_t head_seq, told_seq; /* newest seq known, and newest that listeners were told of */
	int64_t compared_seq;       /* what head_seq was when a comparison began */
	int64_t last_created_us;    /* the next message's stamp is later */
	struct receipt receipts[SIDE_COUNT];
	bool receipt_is_due[SIDE_COUNT]; /* not yet written */
	uint64_t beyond_ms;  /* a receipt was beyond the head, PostgreSQL's too; 0: none was */
	bool digest_is_due;  /* agents' lists do not show its newest message */
	bool digest_is_late; /* it was due before, and left out */
	uint64_t visitor_asked_ms; /* by a resume, over whatever */
	struct whereabouts whereabouts;
	struct ws_handle typing_from[SIDE_COUNT];
	bool types_elsewhere[SIDE_COUNT];           /* at another replica, which tells all */
	uint64_t typing_until_ms[SIDE_COUNT];       /* 0: not typing */
	int64_t told_place, told_wait, told_agents; /* what its waiting visitor heard last */
	struct pending_table *pending;              /* NULL: none is under way */
	struct page *page;                          /* what a resume read a moment ago, or NULL */
	uint64_t last_used_ms;
	uint64_t asked_ms; /* PostgreSQL, for what is here; what was heard since is on top */
	char key[];        /* what wrapped_key borrows */
};

/* What this worker keeps of one tenant's chat. */
struct desk {
	struct desk *next; /* of its bucket */
	struct tenant *tenant;
	struct live_session *sessions;
	bool is_changed;           /* counts and places may differ from what was told */
	uint64_t reading_until_ms; /* a tick reads them; one that PostgreSQL never answers lapses */
	bool is_behind;            /* places behind the first ones have not been told since */
	uint64_t digesting_until_ms, comparing_until_ms, requeueing_until_ms, noting_until_ms;
	/* When it is compared and counted anew, though nothing was heard; and when is asked who
	 * vanished, whose visitors are here, who is abandoned. */
	uint64_t compare_due_ms, count_due_ms, requeue_due_ms, note_due_ms, end_due_ms;
	bool has_digests, has_receipts;    /* some of its sessions' are due */
	size_t telling;                    /* changes that are being read, to be told (untold.h) */
	uint64_t telling_until_ms;         /* what has not ended by then was not told */
	bool is_untold;                    /* something was not */
	bool has_whereabouts, is_renewing; /* some of its visitors' may be due; all are told anew */
	uint64_t renew_due_ms, whereabouts_until_ms;
	uint64_t all_places_due_ms;       /* when places behind the first ones are told again */
	struct places *places;            /* as they were read last, or NULL */
	uint64_t placing_until_ms;        /* they are being read */
	struct chat_work *places_waiters; /* for that reading */
	int64_t told_waiting, told_active, told_agents; /* -1: nothing told yet */
	struct look look;
	struct hours hours;
};

struct live_session *live_find(struct parts *parts, struct uuid tenant_id, struct uuid session_id);
/* The same for ticks: to be looked at is no use that keeps a session in memory. */
struct live_session *live_peek(struct parts *parts, struct uuid tenant_id, struct uuid session_id);
/* Brings what PostgreSQL said into memory. Heads, stamps and receipts never go back, and of a view
 * that is older than what is there nothing else counts. */
struct live_session *live_put(
	struct parts *parts, struct tenant *tenant, const struct session_view *view);
/* Whether the session's memory shows the asker to be its visitor, or an agent. */
bool live_is_for(const struct live_session *live, const struct who *who);
/* Finds the session in memory, or loads it where memory is not known to be true, for somebody who
 * may see it: ERR_ABSENT otherwise, as for an unknown one. Memory is all there is while PostgreSQL
 * does not answer. Runs `then` at once when nothing is read. */
struct next live_require(struct call *call, struct uuid session_id, live_then then);
/* Whether what memory has of the session since then is how things are: what others did to it was
 * heard here, or is compared every second. */
bool live_is_true(struct parts *parts, const struct live_session *live, uint64_t since_ms);
/* Whether memory may be believed that the session is the asker's to see: it is true, or PostgreSQL
 * is away and it is all there is. */
bool live_knows(struct call *call, const struct live_session *live);
/* Reads it from PostgreSQL whether it is in memory or not: before somebody is refused for what
 * memory says, since another worker or service may have changed the session. */
struct next live_reload(struct call *call, struct uuid session_id, live_then then);
/* Visits the sessions of one of the buckets; `visit` must not add or forget any. */
void live_each_in(struct call *call, size_t bucket,
	void (*visit)(struct call *call, struct live_session *live));
/* The session has changed: what resumes have read of it, or are reading, is old. */
void live_doubt_page(struct parts *parts, struct channel channel);
/* Wipes what is here of a session that was erased (erased.h); it is nobody's from now on. */
void live_erase(struct parts *parts, struct live_session *live);
/* Doubts that sessions in memory are still this visitor's: the next asker's right is read anew,
 * here and at the replicas that have them in memory too. */
void live_doubt_visitor(struct parts *parts, struct uuid tenant_id, struct text visitor_id);
/* Tells replicas that listen to the session that this visitor's id is no more. */
void live_tell_retired(struct parts *parts, struct channel channel, struct text visitor_id);
/* Forgets the sessions that nobody has used for a while, and the desks without any. */
void live_sweep(struct parts *parts);
/* Forgets everything. */
void live_done(struct parts *parts);

struct channel live_channel(const struct live_session *live);
/* Lets the call's socket hear the session; a REST call listens to nothing. ERR_ABSENT for who may
 * not see it, ERR_TOO_MANY when the socket listens to its most. */
enum err live_listen(struct call *call, struct live_session *live);
bool live_is_listened_to(struct parts *parts, const struct live_session *live);

/* The tenant's desk, made on first use; it stays while agents are connected or sessions are in
 * memory. */
struct desk *desk_of(struct parts *parts, struct tenant *tenant);
/* Whether an agent of the tenant is connected here. */
bool desk_is_watched(struct parts *parts, const struct desk *desk);
/* Visits the desks of active tenants: of one that was deleted nothing can be read. */
void desk_each(struct parts *parts, void (*visit)(struct parts *parts, struct desk *desk));
/* Visits those of suspended and deleted ones too: for what is done in memory alone. */
void desk_each_of_all(struct parts *parts, void (*visit)(struct parts *parts, struct desk *desk));
/* The desks of active tenants in one bucket, whose turn it is (rounds.h). */
void desk_each_in(
	struct parts *parts, size_t bucket, void (*visit)(struct parts *parts, struct desk *desk));

/* The message under way with this id, or NULL. */
struct pending *live_pending(struct live_session *live, struct uuid id);
struct pending *live_pending_add(struct live_session *live, struct uuid id);
/* Takes it out of the session, or NULL; the caller frees it with free(). */
struct pending *live_pending_take(struct live_session *live, struct uuid id);
/* Frees all of them. */
void live_pending_free(struct live_session *live);

#endif
