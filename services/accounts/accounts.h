/*
 * The accounts service: people sign in and out, agents come and go, customers are vouched for. What
 * its files share.
 */
#ifndef FRONTDESK_ACCOUNTS_H
#define FRONTDESK_ACCOUNTS_H

#include "auth/visitor.h"
#include "call/call.h"
#include "call/parts.h"
#include "pg/db.h"
#include "rounds.h"

struct bus_note;
struct tenant;
struct ws_connection;

/* An agent's open socket, watched for the end of its sign-in. */
struct console {
	struct console *next;
	struct ws_handle handle;
	struct uuid user_id, sign_in_id;
};

struct staff; /* presence.c: a tenant's agents that were here of late */

/* When a tick that never came back, its deadline having passed, is given up. */
enum { ACCOUNTS_TICK_MS = 65000 };

struct accounts {
	struct parts *parts;
	struct timer second; /* beats once a second */
	uint64_t beats;
	struct timer step; /* goes on with the round */
	struct round round;
	struct console *consoles;
	struct staff *staffs[ROUND_BUCKETS];
	uint64_t checking_until_ms; /* a tick asks which sign-ins hold */
};

/* What a call keeps between its steps. */
struct accounts_work {
	struct uuid user_id;
	struct text new_password; /* the body's; wiped with it */
	bool has_tenant;          /* sign-in: the body names one */
	struct uuid tenant_id;
	struct text token;            /* a new sign-in's, for its cookie */
	struct text password_hash;    /* what a sign-in's password was compared with */
	struct customer_ids customer; /* identify */
	struct text email;            /* sign-in: in the form that is compared */
	struct uuid browser_id;       /* of a browser that we know */
	bool is_browser_known;
	struct text
		*sign_in_ids; /* watch.c: of those that are connected, so many are asked about */
	size_t sign_in_count, asked_count;
	call_step then; /* throttle.c: what to do when it is granted */
};

/* The call's work, made on first use. */
struct accounts_work *accounts_work(struct call *call);
/* A text member of the body; absent when it is missing, empty or no text. */
struct text accounts_member(const struct call *call, const char *name);

/* --- handlers --------------------------------------------------------------------------------- */
struct next sign_in(struct call *call);
struct next sign_out(struct call *call);
struct next me_get(struct call *call);
struct next password_change(struct call *call);
struct next agent_list(struct call *call);
struct next agent_status(struct call *call);
struct next visitor_identify(struct call *call);
struct next visitor_attributes_change(struct call *call);
struct next visitor_attributes_get(struct call *call);
struct next visitor_events_take(struct call *call);
struct next visitor_events_get(struct call *call);

/* --- throttle.c: how often passwords may be tried --------------------------------------------- */
/* Runs `then` when this try to sign in with work->email is granted, here and at all replicas, and
 * fails the call else. */
struct next throttle_sign_in(struct call *call, call_step then);
/* The same for the current password of who has signed in. */
struct next throttle_password(struct call *call, call_step then);

/* --- what runs by itself ---------------------------------------------------------------------- */
/* Tells a tenant's agents of one of them: a SupportAgent as JSON. */
void presence_tell(struct parts *parts, const struct tenant *tenant, struct text agent);
void presence_arrive(struct accounts *accounts, struct tenant *tenant, struct uuid agent_id);
/* A console has closed. `has_left`: for good, as ws_has_left says it. */
void presence_leave(struct accounts *accounts, const struct tenant *tenant, struct uuid agent_id,
	bool has_left);
/* The agent signs out: gone at once, unless another console of theirs is open here. */
void presence_sign_out(struct accounts *accounts, struct tenant *tenant, struct uuid agent_id);
/* Somebody noted the agent as gone: notes again who has a console open here. */
void presence_doubt(struct accounts *accounts, const struct tenant *tenant, struct uuid agent_id);
/* The turn of a bucket's tenants: writes who came and who has been gone for 30 s; every 20 s also
 * who is still here. */
void presence_turns(struct parts *parts, size_t bucket);
void presence_done(struct accounts *accounts);

/* Closes the sockets that a note of ended sign-ins is about. */
void sign_outs_close(struct parts *parts, const struct bus_note *note);

/* Watches a console; its socket closes within 5 s after its sign-in ended, whoever ended it. */
void watch_add(struct accounts *accounts, const struct ws_connection *connection);
void watch_remove(struct accounts *accounts, const struct ws_connection *connection);
void watch_beat(struct accounts *accounts);
void watch_done(struct accounts *accounts);

/* Jobs: delete what has ended, a tenant's and the installation's. */
struct next upkeep_tenant(struct call *call);
struct next upkeep_installation(struct call *call);

#endif
