/* What tenants.c needs to make and renew a tenant. */
#ifndef FRONTDESK_TENANT_LOAD_H
#define FRONTDESK_TENANT_LOAD_H

#include "base/err.h"

struct call;
struct sql_answer;
struct tenant;

/* Makes it what tenant_load answered (one row and more): changes in place, when anything has
 * changed. ERR_UNREADABLE when its keys cannot be opened; then only its suspension is taken. */
enum err tenant_take(struct call *call, struct tenant *tenant, const struct sql_answer *answer);

#endif
