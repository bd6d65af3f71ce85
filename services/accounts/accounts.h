/*
 * The accounts service: people sign in and out, agents come and go, customers are vouched for. What
 * its files share.
 */
#ifndef FRONTDESK_ACCOUNTS_H
#define FRONTDESK_ACCOUNTS_H

#include "auth/visitor.h"
#include "call/call.h"
#include "call/parts.h"
#include "crypto/recovery_code.h"
#include "crypto/token.h"
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

struct failed_sign_in;
struct staff;          /* presence.c: a tenant's agents that were here of late */
struct provider_known; /* provider_known.c: what issuers said of late; NULL: nothing yet */
struct provider_work;

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
	struct provider_known *known;
	struct failed_sign_in *failed; /* failed_sign_ins.c: to be noted, so many */
	size_t failed_count;
	uint64_t noting_until_ms;   /* a tick notes them */
	uint64_t checking_until_ms; /* a tick asks which sign-ins hold */
	bool is_check_wanted;       /* and is to ask again: one may have ended meanwhile */
};

/* A code that was typed, as PostgreSQL takes it: of a step, or a recovery code by its hashes in
 * hex, one for each master key. What is neither, or wrong, has nothing of both. */
struct second_factor_code {
	bool has_step;
	int64_t step;
	const struct text *hashes;
	size_t hash_count;
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
	call_step then;           /* throttle.c: what to do when it is granted; invitation_link.c */
	struct text pending_hash; /* second_step.c: of the token that was shown */
	struct text secret;       /* second_factor.c: sealed, as it is stored */
	struct second_factor_code code;
	call_step proven; /* second_factor.c: goes on where the password, or the code, was read */
	char (*recovery_codes)[RECOVERY_CODE_SIZE + 1]; /* to be shown */
	struct text link_token;             /* link.c: one that was made, or is followed */
	uint8_t link_hash[TOKEN_HASH_SIZE]; /* of it, under the master that was tried last */
	size_t link_master;                 /* the one to be tried next */
	struct uuid *tenant_ids;            /* password_reset.c: so many are to be told still */
	size_t tenant_count;
	struct text invited_name, invited_role; /* invitations.c: as an admin said them */
	struct uuid mail_id;
	struct text mail_parameters; /* sealed; absent: nothing is mailed */
	struct text agent;           /* agent_change.c: as JSON, once changed */
	struct provider_work *provider;
	bool by_provider; /* the tenant's provider vouches for them, and nobody to other tenants */
};

/* The call's work, made on first use. */
struct accounts_work *accounts_work(struct call *call);
/* A text member of the body; absent when it is missing, empty or no text. */
struct text accounts_member(const struct call *call, const char *name);

/* --- handlers --------------------------------------------------------------------------------- */
struct next sign_in(struct call *call);
struct next sign_out(struct call *call);
struct next sign_in_code(struct call *call);
struct next me_get(struct call *call);
struct next password_change(struct call *call);
struct next password_forgotten(struct call *call);
struct next password_link_look(struct call *call);
struct next password_reset(struct call *call);
struct next second_factor_get(struct call *call);
struct next second_factor_begin(struct call *call);
struct next second_factor_confirm(struct call *call);
struct next second_factor_codes(struct call *call);
struct next second_factor_off(struct call *call);
struct next second_factor_reset(struct call *call);
struct next provider_look(struct call *call);
struct next provider_begin(struct call *call);
struct next provider_finish(struct call *call);
struct next provider_settings_get(struct call *call);
struct next provider_settings_change(struct call *call);
struct next provider_settings_drop(struct call *call);
struct next provider_try(struct call *call);
struct next provider_unlink(struct call *call);
struct next api_key_list(struct call *call);
struct next api_key_create(struct call *call);
struct next api_key_revoke(struct call *call);
struct next security_get(struct call *call);
struct next security_change(struct call *call);
struct next agent_list(struct call *call);
struct next agent_status(struct call *call);
struct next agent_change(struct call *call);
struct next team_list(struct call *call);
struct next team_get(struct call *call);
struct next team_make(struct call *call);
struct next team_change(struct call *call);
struct next team_delete(struct call *call);
struct next audit_list(struct call *call);
struct next invitation_make(struct call *call);
struct next invitation_send_again(struct call *call);
struct next invitation_list(struct call *call);
struct next invitation_drop(struct call *call);
struct next invitation_look(struct call *call);
struct next invitation_accept(struct call *call);
struct next visitor_identify(struct call *call);
struct next visitor_attributes_change(struct call *call);
struct next visitor_attributes_get(struct call *call);
struct next visitor_events_take(struct call *call);
struct next visitor_events_get(struct call *call);

/* --- throttle.c: how often passwords may be tried --------------------------------------------- */
/* Runs `then` when this try to sign in with work->email is granted, here and at all replicas, and
 * fails the call else. */
struct next throttle_sign_in(struct call *call, call_step then);
/* The same for asking for a link, where the password is forgotten. */
struct next throttle_forgotten(struct call *call, call_step then);
/* The same for ways to a provider and back. */
struct next throttle_provider(struct call *call, call_step then);
/* The same for what a link's token opens. */
struct next throttle_token(struct call *call, call_step then);
/* The same for the current password of who has signed in. */
struct next throttle_password(struct call *call, call_step then);
/* The same for a code of work->user_id's second factor; of who has not signed in, with work->email.
 */
struct next throttle_code(struct call *call, call_step then);

/* --- signed_in.c: what a sign-in of one step and one of two have in common ---------------------
 */
/* A sign-in that was begun. */
struct signed_in {
	struct uuid sign_in_id, user_id, agent_id, tenant_id;
};

/* What the token of a sign-in that waits for a code is hashed for. */
#define PURPOSE_PENDING TEXT("sign-in-pending")
/* Counts and answers a refusal; of work->user_id, where the address is anybody's, it is noted at
 * all their tenants, but for whom a provider vouches: that is nothing to the others. */
struct next sign_in_refuse(struct call *call, const char *why);
/* Makes work->token and its hash as a sign-in's; false when there is no key to hash it with. */
bool sign_in_make_token(struct call *call, uint8_t ret_hash[TOKEN_HASH_SIZE]);
/* The same, and its hash as that of one that waits for a code. */
struct sign_in_hashes {
	uint8_t token[TOKEN_HASH_SIZE], pending[TOKEN_HASH_SIZE];
};
bool sign_in_make_hashes(struct call *call, struct sign_in_hashes *ret_hashes);
/* When a sign-in that begins now ends, and in what browser it is begun: its family, or absent. */
int64_t sign_in_end_us(const struct call *call);
struct text sign_in_browser(struct call *call);
/* Answers who has signed in, with the cookie of work->token. */
struct next sign_in_finish(struct call *call, const struct signed_in *signed_in);
/* Answers that a code is wanted, with work->token, which is good for nothing else. */
struct next sign_in_ask_code(struct call *call, int64_t until_us);

/* --- failed_sign_ins.c -------------------------------------------------------------------------
 */
/* Notes in the audit logs of a person's tenants that somebody tried in vain, soon: whoever is
 * refused is answered before, and as fast as where there is nobody. */
void failed_sign_in_note(struct call *call, struct uuid user_id);
void failed_sign_ins_done(struct accounts *accounts);

/* --- sign_out.c --------------------------------------------------------------------------------
 */
/* Closes a person's sockets here and at the other replicas, all but those of one sign-in (nil:
 * all). */
void sign_outs_tell_but(struct call *call, struct uuid user_id, struct uuid sign_in_id);

/* --- code.c: codes of a second factor ----------------------------------------------------------
 */
/* Makes a secret: its letters, and as it is stored, sealed for its owner. */
struct text code_make_secret(struct call *call, struct uuid user_id, struct text *ret_sealed);
/* Reads the body's code into work->code, for the secret of work->user_id as it is stored;
 * ERR_UNREADABLE where no master key opens that. */
enum err code_read(struct call *call, struct text sealed, int64_t last_step);
/* Makes work->recovery_codes; answers their hashes in hex. */
enum { RECOVERY_CODES = 10 };
const struct text *code_make_recovery(struct call *call, struct uuid user_id);
/* Answers work->recovery_codes. */
struct next code_answer_recovery(struct call *call);

/* --- provider_known.c
 * ---------------------------------------------------------------------------
 */
void provider_known_free(struct provider_known **known);

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
/* Sign-ins of this person have ended at the call's tenant: their consoles close, here and at the
 * other replicas, and no others. */
void watch_tell(struct call *call, struct uuid user_id);
/* The same, heard of another replica. */
void watch_look(struct parts *parts, struct uuid user_id);
void watch_done(struct accounts *accounts);

/* Jobs: look who has forgotten their password, and have a link mailed. */
struct next password_ask_look(struct call *call);
struct next password_link_mail(struct call *call);
/* Jobs: delete what has ended, a tenant's and the installation's. */
struct next upkeep_tenant(struct call *call);
struct next upkeep_installation(struct call *call);

#endif
