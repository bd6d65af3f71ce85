/*
 * What the agent commands share: admin_agent.c lists and changes, admin_agent_add.c makes people
 * and their passwords, admin_agent_factor.c takes second factors away.
 *
 * A person is one user, whatever the number of tenants: public.users holds the password,
 * control.memberships the right to sign in, the tenant's support_agents what colleagues and
 * visitors see.
 */
#ifndef FRONTDESK_ADMIN_AGENT_H
#define FRONTDESK_ADMIN_AGENT_H

#include "commands/admin.h"

/* One person at one tenant. */
struct member {
	const char *tenant_id;
	const char *email;    /* by which the person is known */
	const char *typed;    /* the same, as the operator spells it */
	const char *schema;   /* the tenant's */
	const char *user_id;  /* NULL: nobody has this e-mail */
	const char *agent_id; /* NULL: no member */
	bool is_proven;       /* the person was shown to have the address */
};

/* The tenant and address that the options give, and what is known of them. */
bool agent_read_member(struct admin *admin, struct member *ret_member);

/* Puts it into the audit log of each tenant that the person works for. */
bool agent_note_everywhere(struct admin *admin, const char *user_id, const char *action);

extern const struct option agent_add_options[], agent_password_options[], agent_factor_options[];
bool agent_add(struct admin *admin);
bool agent_set_password(struct admin *admin);
bool agent_reset_factor(struct admin *admin);

#endif
