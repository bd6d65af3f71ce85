/* What a proof keeps between its steps, and the steps that auth.c and its two proofs share. */
#ifndef FRONTDESK_AUTH_WORK_H
#define FRONTDESK_AUTH_WORK_H

#include "auth/auth.h"
#include "call/parts.h"

struct auth_work {
	enum access access;
	call_step then;
	struct text proof;  /* a token, in the arena */
	struct text origin; /* as the browser sent it; absent when it sent none */
	struct uuid asked;  /* the tenant that the request named; nil when it named none */
	call_step allowed;  /* goes on where the origin is allowed */
	size_t master;      /* the master key whose hash of the token is being looked for */
};

/* The one answer to every proof that does not hold, whatever is wrong with it. */
struct next auth_refuse(struct call *call);
/* The one answer to an origin that is not on the list, and to a tenant that does not exist. */
struct next auth_refuse_origin(struct call *call);
/* Goes on with `allowed` where the call's tenant lists the origin: as it was read before, or as it
 * is by now. */
struct next auth_check_origin(struct call *call, call_step allowed);

/* An agent's sign-in, work->proof being the cookie's token. */
struct next auth_check_sign_in(struct call *call);
/* A merchant's server, work->proof being its key. */
struct next auth_check_key(struct call *call);
/* A visitor's token. Without a tenant in the call, the token names it. */
struct next auth_check_visitor(struct call *call);

#endif
