/*
 * What a webhook's receiver is sent: a body that is made of the rows as they are, the time and the
 * body signed under the endpoint's secret, under both while it is being changed. The delivery's id
 * is the same at each try.
 */
#include "notify/webhook.h"

#include <stdio.h>
#include <string.h>

#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "crypto/signature.h"
#include "crypto/token.h"
#include "notify/notify.h"
#include "outside/words.h"
#include "pg/db.h"

enum { LIMIT_MS = 10000, ANSWER_MOST = 16 * 1024, FAILURE_SIZE_MAX = 400 };

/* --- secrets ------------------------------------------------------------------------------ */
/* The one before was sealed in the place of the one that holds. */
static struct seal_place secret_place(const struct call *call, struct uuid endpoint_id)
{
	return (struct seal_place){.tenant_id = call->tenant->id,
		.table = TEXT("webhook_endpoints"),
		.column = TEXT("secret"),
		.row_id = endpoint_id};
}

struct text webhook_secret_make(struct call *call, struct uuid endpoint_id)
{
	struct webhook_work *work = webhook_work(call);
	struct seal_place place = secret_place(call, endpoint_id);
	char token[TOKEN_SIZE + 1];
	token_make(token);
	(void)snprintf(work->secret, sizeof(work->secret), "whsec_%s", token);
	explicit_bzero(token, sizeof(token));
	return tenant_seal(call->tenant->keys, &call->arena, &place, text_from(work->secret));
}

bool webhook_take(struct call *call, struct uuid endpoint_id, struct text url, struct text secret,
	struct text former_secret)
{
	struct webhook_work *work = webhook_work(call);
	struct seal_place place = secret_place(call, endpoint_id);
	const struct tenant_keys *keys = call->tenant->keys;
	work->endpoint_id = endpoint_id;
	work->url = arena_copy(&call->arena, url);
	work->former_signing = TEXT_ABSENT;
	if (tenant_seal_open(keys, &call->arena, &place, secret, &work->signing) != ERR_NONE)
		return false;
	return text_is_absent(former_secret) ||
	       tenant_seal_open(keys, &call->arena, &place, former_secret, &work->former_signing) ==
		       ERR_NONE;
}

/* --- the body ----------------------------------------------------------------------------- */
static void put_part(struct json_writer *writer, const char *name, struct text json)
{
	if (text_is_absent(json))
		return;
	json_put_name(writer, name);
	json_put_raw(writer, json);
}

static struct text make_body(struct call *call, struct text message)
{
	const struct webhook_work *work = call->notify->webhook;
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "event");
	json_put_text(&writer, work->event);
	json_put_name(&writer, "tenantId");
	json_put_uuid(&writer, call->tenant->id);
	json_put_name(&writer, "createdAt");
	json_put_time(&writer, work->told_us);
	put_part(&writer, "conversation", work->session);
	put_part(&writer, "ticket", work->ticket);
	put_part(&writer, "survey", work->survey);
	put_part(&writer, text_is_absent(work->ticket) ? "message" : "comment", message);
	json_close_object(&writer);
	return json_writer_text(&writer);
}

/* "t=1764493620,v1=…", and a v1 for each secret that holds. */
static struct text sign(struct call *call, struct text body)
{
	struct webhook_work *work = call->notify->webhook;
	char signature[SIGNATURE_SIZE + 1];
	int64_t time_s = db_time_us(call->parts->db) / 1000000;
	signature_make(work->signing, time_s, body, signature);
	struct text value =
		arena_printf(&call->arena, "t=%lld,v1=%s", (long long)time_s, signature);
	explicit_bzero((void *)work->signing.data, work->signing.size);
	if (text_is_absent(work->former_signing))
		return value;
	signature_make(work->former_signing, time_s, body, signature);
	explicit_bzero((void *)work->former_signing.data, work->former_signing.size);
	return arena_printf(&call->arena, "%.*s,v1=%s", TEXT_ARG(value), signature);
}

/* --- what came of it ---------------------------------------------------------------------- */
static struct next answered(struct call *call, const struct outside_answer *answer)
{
	struct webhook_work *work = call->notify->webhook;
	struct webhook_outcome outcome = {
		.duration_ms = (int64_t)env_now_ms(&call->parts->env) - work->begun_ms};
	if (answer->failure) {
		outcome.failure =
			outside_words(&call->arena, text_from(answer->failure), FAILURE_SIZE_MAX);
	} else {
		outcome.status = answer->status;
		outcome.is_delivered = answer->status >= 200 && answer->status < 300;
		outcome.content_type =
			outside_words(&call->arena, answer->content_type, FAILURE_SIZE_MAX);
		outcome.answer = outside_words(&call->arena, answer->body, ANSWER_MOST);
		outcome.is_cut = answer->is_cut;
	}
	return work->then(call, &outcome);
}

/* --- sending ------------------------------------------------------------------------------ */
struct next webhook_send(struct call *call, struct text message, webhook_then then)
{
	struct webhook_work *work = webhook_work(call);
	struct text body = make_body(call, message);
	char delivery[UUID_TEXT_SIZE + 1];
	uuid_format(work->delivery_id, delivery);
	work->then = then;
	work->begun_ms = (int64_t)env_now_ms(&call->parts->env);
	work->request = (struct outside_http){
		.method = "POST",
		.url = work->url,
		.is_http_allowed = call->parts->env.settings->webhooks_http,
		.headers = {{"Content-Type", TEXT("application/json")},
			{"User-Agent", TEXT("Frontdesk")}, {"X-Frontdesk-Event", work->event},
			{"X-Frontdesk-Delivery", arena_copy(&call->arena, text_from(delivery))},
			{"X-Frontdesk-Signature", sign(call, body)}},
		.body = body,
		.body_most = ANSWER_MOST,
		.limit_ms = LIMIT_MS,
	};
	return outside_http_ask(call, &work->request, answered);
}
