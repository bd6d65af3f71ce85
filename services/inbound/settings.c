/* GET and PATCH /api/admin/mail/inbound: what a tenant makes of mail. */
#include "inbound/inbound.h"

#include "call/parts.h"
#include "call/tenant.h"
#include "net/site.h"
#include "pg/db.h"
#include "reply_address.h"
#include "sql_inbound.h"

struct next inbound_settings_get(struct call *call)
{
	struct text address = support_address_of(call);
	char id[UUID_TEXT_SIZE + 1];
	uuid_format(call->tenant->id, id);
	struct text hook = arena_printf(
		&call->arena, "%.*s/api/inbound/mail/%s", TEXT_ARG(call->parts->site->origin), id);
	return sql_inbound_settings(call, db_answer_json, !text_is_absent(address), address, hook);
}

static struct next changed(struct call *call, const struct sql_answer *answer)
{
	return answer->err == ERR_NONE ? inbound_settings_get(call)
				       : call_fail(call, answer->err, NULL);
}

/* False when the member is there and no boolean; absent where it is left out. */
static bool read_switch(struct call *call, const char *name, struct text *ret_word)
{
	const struct json *member = json_member(call->body, name);
	bool value = false;
	*ret_word = TEXT_ABSENT;
	if (!member)
		return true;
	if (!json_bool(member, &value))
		return false;
	*ret_word = value ? TEXT("true") : TEXT("false");
	return true;
}

struct next inbound_settings_change(struct call *call)
{
	struct text has_replies, takes_strangers;
	if (!read_switch(call, "hasReplies", &has_replies))
		return call_fail(call, ERR_FIELD, "hasReplies must be true or false");
	if (!read_switch(call, "takesStrangers", &takes_strangers))
		return call_fail(call, ERR_FIELD, "takesStrangers must be true or false");
	return sql_inbound_settings_set(
		call, changed, has_replies, takes_strangers, call->who.agent_id);
}
