/*
 * The addresses at which mail comes in, at the operator's domain for it: reply+TOKEN, where a
 * session's mails are answered, and support+TENANT, the tenant's own.
 */
#ifndef FRONTDESK_REPLY_ADDRESS_H
#define FRONTDESK_REPLY_ADDRESS_H

#include "call/call.h"
#include "crypto/reply_token.h"

enum { TENANT_CODE_SIZE = 26 /* a tenant's id in lower-case base32 */ };

/* The arena's; absent where mail does not come in. */
struct text reply_address_of(struct call *call, struct uuid session_id);
struct text support_address_of(struct call *call);
/* Which token an address has; false when it has none. */
bool reply_address_read(struct text address, struct reply_token *ret_token);
/* Whose own address it is; false when nobody's. */
bool support_address_read(struct text address, struct uuid *ret_tenant_id);

#endif
