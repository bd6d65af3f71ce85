/* What was delivered to an endpoint, the same once more, and a test, whose answer is shown. */
#include "notify/webhook.h"

#include "call/parts.h"
#include "notify/notify.h"
#include "paging.h"
#include "pg/db.h"
#include "sql_notify.h"

struct next webhook_delivery_list(struct call *call)
{
	struct text cursor;
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	return sql_webhook_deliveries(
		call, db_answer_json, call_path_uuid(call, 0), cursor, paging_most(call));
}

/* --- once more ---------------------------------------------------------------------------- */
static struct next again(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text outcome = sql_webhook_send_again_row(answer, 0).outcome;
	if (text_equals(outcome, TEXT("done")))
		return call_answer_empty(call);
	if (text_equals(outcome, TEXT("absent")))
		return call_fail(call, ERR_ABSENT, NULL);
	return call_fail(call, ERR_STATE, "It is under way, or the webhook is disabled.");
}

struct next webhook_delivery_again(struct call *call)
{
	return sql_webhook_send_again(
		call, again, call_path_uuid(call, 0), call_path_uuid(call, 1), call->who.agent_id);
}

/* --- a test ------------------------------------------------------------------------------- */
static void put_answer(struct json_writer *writer, const struct webhook_outcome *outcome)
{
	json_put_name(writer, "status");
	json_put_int64(writer, outcome->status);
	json_put_name(writer, "answer");
	json_put_text(writer, outcome->answer);
	json_put_name(writer, "isCut");
	json_put_bool(writer, outcome->is_cut);
	if (text_is_absent(outcome->content_type))
		return;
	json_put_name(writer, "contentType");
	json_put_text(writer, outcome->content_type);
}

static struct next tested(struct call *call, const struct webhook_outcome *outcome)
{
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "isDelivered");
	json_put_bool(&writer, outcome->is_delivered);
	json_put_name(&writer, "durationMs");
	json_put_int64(&writer, outcome->duration_ms);
	if (text_is_absent(outcome->failure)) {
		put_answer(&writer, outcome);
	} else {
		json_put_name(&writer, "failure");
		json_put_text(&writer, outcome->failure);
	}
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next found(struct call *call, const struct sql_answer *answer)
{
	struct webhook_work *work = webhook_work(call);
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_webhook_test_row row = sql_webhook_test_row(answer, 0);
	work->delivery_id = uuid_random();
	work->event = TEXT("test");
	work->told_us = db_time_us(call->parts->db);
	work->session = work->ticket = work->survey = TEXT_ABSENT;
	if (!webhook_take(call, call_path_uuid(call, 0), row.url, row.secret, row.former_secret))
		return call_fail(call, ERR_UNREADABLE, NULL);
	return webhook_send(call, TEXT_ABSENT, tested);
}

struct next webhook_test(struct call *call)
{
	char agent[UUID_TEXT_SIZE + 1];
	uuid_format(call->who.agent_id, agent);
	uint64_t wait_ms = call_limit(call, LIMIT_WEBHOOK_TEST, text_from(agent));
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	return sql_webhook_test(call, found, call_path_uuid(call, 0), call->who.agent_id);
}
