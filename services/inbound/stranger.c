/*
 * Mails to the tenant's own address. Who writes there is a visitor of their own by the address that
 * they say is theirs: the same one each time, whom nobody has vouched for, and who is never taken
 * for anybody who is known by other means.
 */
#include "inbound/inbound.h"

#include "auth/visitor_id.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "sql_inbound.h"

static struct text name_visitor(struct call *call)
{
	static const uint8_t use[16] = "mail's sender";
	char visitor_id[VISITOR_ID_SIZE + 1];
	struct uuid bytes;
	_Static_assert(sizeof(bytes.bytes) == TENANT_HASH_SIZE, "a visitor's id is a hash");
	tenant_keys_hash(call->tenant->keys, use, call->inbound->reading.from_address, bytes.bytes);
	visitor_id_format(bytes, false, visitor_id);
	return arena_copy(&call->arena, text_from(visitor_id));
}

static struct next begun(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_inbound_stranger_row row = sql_inbound_stranger_row(answer, 0);
	if (!row.takes_strangers)
		return call_fail(call, ERR_ABSENT, NULL);
	if (!row.has_session_id) /* as many wait as may */
		return call_fail(call, ERR_BUSY, NULL);
	call->inbound->token.session_id = row.session_id;
	return inbound_keep(call, row.wrapped_key, false, row.locale);
}

struct next stranger_take(struct call *call)
{
	const struct mail_reading *reading = &call->inbound->reading;
	struct uuid session_id = uuid_random();
	struct text name = reading->from_name.size > 0 ? reading->from_name : TEXT_ABSENT;
	if (call_limit(call, LIMIT_INBOUND_STRANGER, text_from(call->tenant->role)) > 0)
		return call_fail(call, ERR_BUSY, NULL);
	return sql_inbound_stranger(call, begun, name_visitor(call), name, reading->from_address,
		session_id, session_key_make(call->tenant->keys, &call->arena, session_id));
}
