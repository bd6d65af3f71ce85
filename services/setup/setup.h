/*
 * The setup service: what a tenant's admins say of their desk. What its files share.
 */
#ifndef FRONTDESK_SETUP_H
#define FRONTDESK_SETUP_H

#include "call/call.h"
#include "call/parts.h"

/* --- settings.c ------------------------------------------------------------------------------- */
struct next tenant_settings_get(struct call *call);
struct next tenant_settings_change(struct call *call);

/* Workers read the tenant anew: this one, and those at which somebody of its desk is connected; all
 * others do so within 5 s (pg/tenants.h). */
void tenant_tell_changed(struct call *call);

/* --- origins.c -------------------------------------------------------------------------------- */
struct next origin_list(struct call *call);
struct next origin_allow(struct call *call);
struct next origin_remove(struct call *call);

/* --- checklist.c ------------------------------------------------------------------------------ */
struct next checklist_get(struct call *call);
struct next checklist_dismiss(struct call *call);

#endif
