/*
 * What operators type, judged before it reaches the database: each function gives the form in
 * which it is stored, or a sentence that says what is wrong with it. Pure.
 */
#ifndef FRONTDESK_ADMIN_CHECK_H
#define FRONTDESK_ADMIN_CHECK_H

#include "base/arena.h"
#include "base/err.h"
#include "call/who.h"

/* An origin as browsers send it (base/origin.h). */
enum err admin_check_origin(
	struct arena *arena, const char *input, const char **ret_origin, const char **ret_reason);
/* An e-mail address, in the form by which people are known (base/email.h). */
enum err admin_check_email(
	struct arena *arena, const char *input, const char **ret_email, const char **ret_reason);
/* A name for people: one line, of which something is seen (base/typed.h). */
enum err admin_check_name(struct arena *arena, const char *input, const char **ret_reason);
/* The name of a parameter of a query (base/web_address.h), as it is. */
enum err admin_check_parameter(
	struct arena *arena, const char *input, const char **ret_name, const char **ret_reason);
/* One of the roles: agent, supervisor, admin. */
enum err admin_check_role(struct arena *arena, const char *input, const char **ret_reason);
/* A number of chats at once, from 1 to 100; NULL: not given. */
enum err admin_check_max_chats(struct arena *arena, const char *input, const char **ret_reason);

#endif
