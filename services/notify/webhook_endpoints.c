/* Endpoints, as their tenant's admins see and change them. A secret is shown once, when it is made.
 */
#include "notify/webhook.h"

#include <string.h>

#include "call/parts.h"
#include "notify/notify.h"
#include "pg/db.h"
#include "rest/idempotency.h"
#include "sql_notify.h"

struct webhook_work *webhook_work(struct call *call)
{
	struct notify_work *work = notify_work(call);
	if (!work->webhook)
		work->webhook = ARENA_NEW(&call->arena, struct webhook_work);
	return work->webhook;
}

struct next webhook_list(struct call *call)
{
	return sql_webhook_list(call, db_answer_json);
}

/* The endpoint with its new secret. */
static struct text shown_once(struct call *call, struct text endpoint)
{
	struct webhook_work *work = webhook_work(call);
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "endpoint");
	json_put_raw(&writer, endpoint);
	json_put_name(&writer, "secret");
	json_put_text(&writer, text_from(work->secret));
	json_close_object(&writer);
	explicit_bzero(work->secret, sizeof(work->secret));
	return json_writer_text(&writer);
}

/* False: it is refused. */
static bool read_input(struct call *call, const char **ret_fault)
{
	bool is_http_allowed = call->parts->env.settings->webhooks_http;
	*ret_fault = webhook_input_read(
		&call->arena, call->body, is_http_allowed, &webhook_work(call)->input);
	return !*ret_fault;
}

/* --- POST: a new one ---------------------------------------------------------------------- */
static struct next created(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text endpoint = sql_webhook_create_row(answer, 0).endpoint;
	if (text_is_absent(endpoint))
		return call_fail(
			call, ERR_STATE, "There are as many webhooks as there may be: 20.");
	return idempotency_answer(call, 201, shown_once(call, endpoint));
}

static struct next create(struct call *call)
{
	const struct webhook_input *input = &webhook_work(call)->input;
	struct uuid id = idempotency_uuid(call, "webhook");
	struct text description =
		text_is_absent(input->description) ? TEXT("") : input->description;
	return sql_webhook_create(call, created, id, input->url, description, input->event_items,
		input->event_count, webhook_secret_make(call, id), call->who.agent_id);
}

struct next webhook_create(struct call *call)
{
	const struct webhook_input *input = &webhook_work(call)->input;
	const char *fault;
	if (!read_input(call, &fault))
		return call_fail(call, ERR_FIELD, fault);
	if (text_is_absent(input->url))
		return call_fail(call, ERR_FIELD, "url must be given.");
	if (input->event_count == 0)
		return call_fail(call, ERR_FIELD, "events must be given.");
	return idempotency_begin(call, create);
}

/* --- PATCH -------------------------------------------------------------------------------- */
static struct next changed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text endpoint = sql_webhook_change_row(answer, 0).endpoint;
	if (text_is_absent(endpoint))
		return call_fail(call, ERR_ABSENT, NULL);
	return call_answer(call, 200, arena_copy(&call->arena, endpoint));
}

struct next webhook_change(struct call *call)
{
	const struct webhook_input *input = &webhook_work(call)->input;
	const char *fault;
	if (!read_input(call, &fault))
		return call_fail(call, ERR_FIELD, fault);
	return sql_webhook_change(call, changed, call_path_uuid(call, 0), input->url,
		input->description, input->events, input->state, call->who.agent_id);
}

/* --- another secret ----------------------------------------------------------------------- */
static struct next rotated(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	return call_answer(call, 200, shown_once(call, answer->json));
}

struct next webhook_rotate(struct call *call)
{
	struct uuid id = call_path_uuid(call, 0);
	return sql_webhook_rotate(
		call, rotated, id, webhook_secret_make(call, id), call->who.agent_id);
}

/* --- DELETE ------------------------------------------------------------------------------- */
static struct next deleted(struct call *call, const struct sql_answer *answer)
{
	return answer->err == ERR_NONE ? call_answer_empty(call)
				       : call_fail(call, answer->err, NULL);
}

struct next webhook_delete(struct call *call)
{
	return sql_webhook_delete(call, deleted, call_path_uuid(call, 0), call->who.agent_id);
}
