/* A mail's values are sealed in its own row's place, under the tenant's key. */
#include "mails.h"

#include "call/tenant.h"
#include "crypto/keyring.h"

static struct seal_place place_of(struct uuid mail_id)
{
	return (struct seal_place){
		.table = TEXT("outgoing_mails"), .column = TEXT("parameters"), .row_id = mail_id};
}

struct text mail_seal(struct call *call, struct uuid mail_id, struct text json)
{
	struct seal_place place = place_of(mail_id);
	return tenant_seal(call->tenant->keys, &call->arena, &place, json);
}

enum err mail_unseal(
	struct call *call, struct uuid mail_id, struct text envelope, struct text *ret_json)
{
	struct seal_place place = place_of(mail_id);
	return tenant_seal_open(call->tenant->keys, &call->arena, &place, envelope, ret_json);
}
