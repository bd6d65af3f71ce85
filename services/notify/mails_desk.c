/* What admins see of mails, and do with them. */
#include "notify/notify.h"

#include "base/email.h"
#include "base/typed.h"
#include "call/tenant.h"
#include "mails.h"
#include "outside/mail_server.h"
#include "outside/outside.h"
#include "paging.h"
#include "pg/db.h"
#include "sql_notify.h"

/* --- GET and PATCH /api/admin/mail ------------------------------------------------------------ */
struct next mail_overview(struct call *call)
{
	const struct mail_service *service = outside_mail_service(call->parts->outside);
	return sql_mail_overview(call, db_answer_json, service->is_set, service->is_inbox,
		service->sender_name, service->sender_address);
}

static struct next changed(struct call *call, const struct sql_answer *answer)
{
	return answer->err == ERR_NONE ? mail_overview(call) : call_fail(call, answer->err, NULL);
}

/* A member's text; absent when it is missing, null or empty. A sentence when it is none. */
static const char *take_name(struct call *call, const char *member, struct text *ret_name)
{
	const struct json *value = json_member(call->body, member);
	struct text name = TEXT_ABSENT;
	if (value && !json_is_null(value) && !json_text(value, &name))
		return arena_string(&call->arena, "%s must be a text", member);
	if (name.size == 0)
		return NULL;
	const char *fault = name.size > NAME_SIZE_MAX ? "is too long"
						      : typed_take(&call->arena, TYPED_NAME, &name);
	if (fault)
		return arena_string(&call->arena, "%s %s", member, fault);
	*ret_name = name;
	return NULL;
}

static const char *take_address(struct call *call, const char *member, struct text *ret_address)
{
	struct text typed = TEXT_ABSENT;
	struct email email;
	const char *fault = take_name(call, member, &typed);
	if (fault || text_is_absent(typed))
		return fault;
	if (email_read(typed, &email) != ERR_NONE)
		return arena_string(&call->arena, "%s must be an e-mail address", member);
	*ret_address = arena_copy(&call->arena, text_from(email.normal));
	return NULL;
}

struct next mail_settings_change(struct call *call)
{
	struct text name = TEXT_ABSENT;
	struct text address = TEXT_ABSENT;
	struct text reply_to = TEXT_ABSENT;
	struct text locale = TEXT_ABSENT;
	const char *fault = take_name(call, "senderName", &name);
	if (!fault)
		fault = take_address(call, "senderAddress", &address);
	if (!fault)
		fault = take_address(call, "replyTo", &reply_to);
	(void)json_text(json_member(call->body, "locale"), &locale);
	if (!fault && !text_equals(locale, TEXT("en")) && !text_equals(locale, TEXT("de")))
		fault = "locale must be en or de";
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_mail_settings_set(
		call, changed, name, address, reply_to, locale, call->who.agent_id);
}

/* --- /api/admin/mail/outgoing ----------------------------------------------------------------- */
bool mail_is_state(struct text word)
{
	static const struct text states[] = {TEXT("waiting"), TEXT("failed"), TEXT("sent")};
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (text_equals(word, states[i]))
			return true;
	return false;
}

struct next mail_list(struct call *call)
{
	struct text state = call_query(call, "state");
	struct text cursor;
	if (!text_is_absent(state) && !mail_is_state(state))
		return call_fail(call, ERR_INVALID, "state must be waiting, failed or sent");
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	return sql_mail_list(call, db_answer_json, state, cursor, paging_most(call));
}

struct next mail_get(struct call *call)
{
	return sql_mail_get(call, db_answer_json, call_path_uuid(call, 0));
}

struct next mail_try_again(struct call *call)
{
	return sql_mail_try_again(
		call, db_answer_json, call_path_uuid(call, 0), call->who.agent_id);
}

static struct next dropped(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_mail_drop_row(answer, 0).is_dropped)
		return call_fail(call, ERR_ABSENT, NULL);
	return call_answer_empty(call);
}

struct next mail_drop(struct call *call)
{
	return sql_mail_drop(call, dropped, call_path_uuid(call, 0), call->who.agent_id);
}

/* --- POST /api/admin/mail/test ---------------------------------------------------------------- */
static struct next enqueue_test(struct call *call, const struct sql_answer *answer)
{
	struct notify_work *work = notify_work(call);
	struct json_writer values;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	work->mail_id = uuid_random();
	json_writer_init(&values, &call->arena);
	json_open_object(&values);
	json_put_name(&values, "author");
	json_put_text(&values, sql_mail_author_row(answer, 0).name);
	json_close_object(&values);
	return sql_mail_test(call, db_answer_json, work->mail_id, work->recipient,
		mail_seal(call, work->mail_id, json_writer_text(&values)), call->who.agent_id);
}

struct next mail_test(struct call *call)
{
	struct notify_work *work = notify_work(call);
	const char *fault = take_address(call, "recipient", &work->recipient);
	if (!fault && text_is_absent(work->recipient))
		fault = "recipient must be an e-mail address";
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	uint64_t wait_ms = call_limit(call, LIMIT_TEST_MAIL, text_from(call->tenant->role));
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	return sql_mail_author(call, enqueue_test, call->who.agent_id);
}

/* --- /api/admin/mail/suppressions ------------------------------------------------------------- */
struct next suppression_list(struct call *call)
{
	struct text cursor;
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	return sql_suppression_list(call, db_answer_json, cursor, paging_most(call));
}

static struct next removed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_suppression_remove_row(answer, 0).is_removed)
		return call_fail(call, ERR_ABSENT, NULL);
	return call_answer_empty(call);
}

struct next suppression_remove(struct call *call)
{
	return sql_suppression_remove(call, removed, call_path_uuid(call, 0), call->who.agent_id);
}
