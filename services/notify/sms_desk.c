/* What admins see of short messages, and do with them. */
#include "notify/sms_provider.h"

#include "base/phone.h"
#include "base/typed.h"
#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "notify/notify.h"
#include "notify/sms_input.h"
#include "paging.h"
#include "pg/db.h"
#include "sms.h"
#include "sql_notify.h"

/* --- /api/admin/sms --------------------------------------------------------------------------- */
static struct seal_place token_place(const struct call *call)
{
	return (struct seal_place){
		.table = TEXT("sms_settings"), .column = TEXT("token"), .row_id = call->tenant->id};
}

struct text sms_token_seal(struct call *call, struct text token)
{
	struct seal_place place = token_place(call);
	return tenant_seal(call->tenant->keys, &call->arena, &place, token);
}

enum err sms_token_open(struct call *call, struct text envelope, struct text *ret_token)
{
	struct seal_place place = token_place(call);
	return tenant_seal_open(call->tenant->keys, &call->arena, &place, envelope, ret_token);
}

struct next sms_settings_get(struct call *call)
{
	return sql_sms_settings_get(call, db_answer_json);
}

static struct next changed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_sms_settings_set_row(answer, 0).is_done)
		return call_fail(call, ERR_FIELD,
			"token must be given for a provider that had none, or at another address");
	return sms_settings_get(call);
}

struct next sms_settings_change(struct call *call)
{
	struct sms_input input;
	const char *fault = sms_input_read(
		&call->arena, call->body, call->parts->env.settings->webhooks_http, &input);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	if (!text_is_absent(input.token))
		input.token = sms_token_seal(call, input.token);
	return sql_sms_settings_set(call, changed, call->who.agent_id, input.base_url,
		input.account, input.token, input.sender, input.segments_most);
}

static struct next cleared(struct call *call, const struct sql_answer *answer)
{
	return answer->err == ERR_NONE ? sms_settings_get(call)
				       : call_fail(call, answer->err, NULL);
}

struct next sms_settings_clear(struct call *call)
{
	return sql_sms_settings_clear(call, cleared, call->who.agent_id);
}

/* --- /api/admin/sms/outgoing ------------------------------------------------------------------ */
struct next sms_list(struct call *call)
{
	struct text state = call_query(call, "state"), cursor;
	if (!text_is_absent(state) && !mail_is_state(state))
		return call_fail(call, ERR_INVALID, "state must be waiting, failed or sent");
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	return sql_sms_list(call, db_answer_json, state, cursor, paging_most(call));
}

struct next sms_get(struct call *call)
{
	return sql_sms_get(call, db_answer_json, call_path_uuid(call, 0));
}

struct next sms_try_again(struct call *call)
{
	return sql_sms_try_again(call, db_answer_json, call_path_uuid(call, 0), call->who.agent_id);
}

static struct next done(struct call *call, enum err err, bool is_done)
{
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	return is_done ? call_answer_empty(call) : call_fail(call, ERR_ABSENT, NULL);
}

static struct next dropped(struct call *call, const struct sql_answer *answer)
{
	return done(call, answer->err,
		answer->err == ERR_NONE && sql_sms_drop_row(answer, 0).is_dropped);
}

struct next sms_drop(struct call *call)
{
	return sql_sms_drop(call, dropped, call_path_uuid(call, 0), call->who.agent_id);
}

/* --- POST /api/admin/sms/test ----------------------------------------------------------------- */
/* The number that a member says, in the form that is dialled. */
static const char *read_number(struct call *call, const char *member, struct text *ret_number)
{
	char number[PHONE_SIZE_MAX + 1];
	struct text typed = TEXT_ABSENT;
	(void)json_text(json_member(call->body, member), &typed);
	if (phone_read(typed, number) != ERR_NONE)
		return arena_string(&call->arena,
			"%s must be a number with its country's code, as +493012345678", member);
	*ret_number = arena_copy(&call->arena, text_from(number));
	return NULL;
}

static const char *read_body(struct call *call, struct text *ret_body)
{
	if (!json_text(json_member(call->body, "text"), ret_body) || ret_body->size == 0 ||
		ret_body->size > SMS_SIZE_MAX)
		return "text must be a text of up to 4000 bytes";
	const char *fault = typed_take(&call->arena, TYPED_LINES, ret_body);
	return fault ? arena_string(&call->arena, "text %s", fault) : NULL;
}

struct next sms_test(struct call *call)
{
	struct uuid id = uuid_random();
	struct text recipient = TEXT_ABSENT, body = TEXT_ABSENT;
	const char *fault = read_number(call, "recipient", &recipient);
	if (!fault)
		fault = read_body(call, &body);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	uint64_t wait_ms = call_limit(call, LIMIT_TEST_SMS, text_from(call->tenant->role));
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	return sql_sms_test(call, db_answer_json, id, recipient, sms_seal(call, id, body),
		(int64_t)sms_measure(body).segments, call->who.agent_id);
}

/* --- /api/admin/sms/suppressions -------------------------------------------------------------- */
struct next sms_suppressed(struct call *call)
{
	struct text cursor;
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	return sql_sms_suppressed(call, db_answer_json, cursor, paging_most(call));
}

static struct next suppressed(struct call *call, const struct sql_answer *answer)
{
	return done(call, answer->err, true);
}

struct next sms_suppress(struct call *call)
{
	struct text number = TEXT_ABSENT;
	const char *fault = read_number(call, "number", &number);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_sms_suppress(call, suppressed, number, call->who.agent_id);
}

static struct next removed(struct call *call, const struct sql_answer *answer)
{
	return done(call, answer->err,
		answer->err == ERR_NONE && sql_sms_unsuppress_row(answer, 0).is_removed);
}

struct next sms_unsuppress(struct call *call)
{
	return sql_sms_unsuppress(call, removed, call_path_uuid(call, 0), call->who.agent_id);
}
