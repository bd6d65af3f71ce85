/* What the tenant commands share: admin_tenant.c reads and changes, of its desk by
 * admin_tenant_desk.c, of its widget by admin_tenant_widget.c; admin_tenant_make.c makes and
 * unmakes; tenant_export.c and tenant_import.c move to another installation. */
#ifndef FRONTDESK_ADMIN_TENANT_H
#define FRONTDESK_ADMIN_TENANT_H

#include "commands/admin.h"
#include "crypto/keyring.h"

extern const struct option tenant_create_options[], tenant_delete_options[],
	tenant_secret_options[], tenant_export_options[], tenant_import_options[];
bool tenant_create(struct admin *admin);
bool tenant_delete(struct admin *admin);
bool tenant_secret(struct admin *admin);
bool tenant_export(struct admin *admin);
bool tenant_import(struct admin *admin);

/* An id that PostgreSQL or we have written. */
struct uuid tenant_uuid(const char *id);
/* The master keys; free them. */
bool tenant_load_keyring(struct admin *admin, struct keyring **ret_keyring);
/* Its role, its schema, and in it all tables and functions. */
bool tenant_make_schema(struct admin *admin, const char *id);

/* The time zone as PostgreSQL spells it. */
bool tenant_check_time_zone(struct admin *admin, const char *typed, const char **ret_zone);
/* The origins given for an option, as stored, each on a line. */
bool tenant_check_origins(struct admin *admin, const char *option, const char **ret_lines);
/* Whether the options name limits of the desk, each well formed; changes those; says them all. */
bool tenant_desk_check(struct admin *admin, bool *ret_is_given);
bool tenant_desk_set(struct admin *admin, const char *tenant_id);
bool tenant_desk_say(struct admin *admin, const char *tenant_id);
/* The same for how its widget looks. */
bool tenant_widget_check(struct admin *admin, bool *ret_is_given);
bool tenant_widget_set(struct admin *admin, const char *tenant_id);
bool tenant_widget_say(struct admin *admin, const char *tenant_id);
/* Of a new tenant: says so while workers of another version are at work, who refuse it. */
bool tenant_say_refused(struct admin *admin);
/* The line that the merchant puts into the shop's pages. */
void tenant_say_embed(struct admin *admin, const char *tenant_id);

#endif
