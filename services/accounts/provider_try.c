/*
 * POST /api/admin/support/sign-in-provider/try: what an issuer says of itself, word for word, and
 * what of it will not do. Its keys are asked for, too: nobody signs in without them.
 */
#include "accounts/provider.h"
#include "accounts/provider_input.h"
#include "call/tenant.h"
#include "outside/words.h"

enum { SHOWN_MOST = 16 * 1024, FAILURE_MOST = 400 };

/* --- the answer ------------------------------------------------------------------------------- */
static void put_words(
	struct call *call, struct json_writer *writer, const char *name, struct text words)
{
	if (text_is_absent(words))
		return;
	json_put_name(writer, name);
	json_put_text(writer, outside_words(&call->arena, words, SHOWN_MOST));
}

/* What it was asked for and what it said; `fault` is absent where it will do. */
static struct next show(struct call *call, int status, struct text fault)
{
	const struct provider_work *work = call->accounts->provider;
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "isUsable");
	json_put_bool(&writer, text_is_absent(fault));
	json_put_name(&writer, "url");
	json_put_text(&writer, work->request.url);
	if (status != 0) {
		json_put_name(&writer, "status");
		json_put_int64(&writer, status);
	}
	put_words(call, &writer, "contentType", work->content_type);
	put_words(call, &writer, "answer", work->answer);
	put_words(call, &writer, "failure", fault);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct text judge_status(struct call *call, int status)
{
	const struct provider_work *work = call->accounts->provider;
	if (status == 0)
		return outside_words(&call->arena, text_from(work->failure), FAILURE_MOST);
	if (status >= 300 && status < 400)
		return arena_printf(&call->arena,
			"It answers with status %d and another address, which is not followed.",
			status);
	if (status != 200)
		return arena_printf(&call->arena, "It answers with status %d.", status);
	return TEXT_ABSENT;
}

/* --- its keys --------------------------------------------------------------------------------- */
static bool has_key(const struct json *set)
{
	const struct json *keys = json_member(set, "keys");
	for (size_t i = 0; i < json_count(keys); i++)
		if (jwk_is_known(json_element(keys, i)))
			return true;
	return false;
}

static struct next keys_came(struct call *call, int status, const struct json *json)
{
	struct text fault = judge_status(call, status);
	if (text_is_absent(fault) && !json)
		fault = TEXT("The answer is no JSON object.");
	if (text_is_absent(fault) && !has_key(json))
		fault = TEXT("It names no key for RS256, PS256, ES256 or EdDSA.");
	if (!text_is_absent(fault))
		return show(call, status, fault);
	struct provider_work *work = call->accounts->provider;
	work->answer = work->shown;
	work->request.url = provider_document_url(&call->arena, work->issuer);
	return show(call, status, TEXT_ABSENT);
}

static struct next ask_keys(struct call *call)
{
	struct provider_work *work = call->accounts->provider;
	const struct outside_http request = {.method = "GET",
		.url = work->document.jwks_uri,
		.headers = {{"Accept", TEXT("application/json")}}};
	work->shown = work->answer;
	return provider_ask(call, &request, keys_came);
}

/* --- its document ----------------------------------------------------------------------------- */
static struct next document_came(struct call *call, int status, const struct json *json)
{
	struct provider_work *work = call->accounts->provider;
	struct text fault = judge_status(call, status);
	if (text_is_absent(fault))
		fault = text_from(provider_document_read(
			&call->arena, work->answer, work->issuer, &work->document));
	return text_is_absent(fault) ? ask_keys(call) : show(call, status, fault);
}

struct next provider_try(struct call *call)
{
	struct provider_work *work = provider_work(call);
	char agent[UUID_TEXT_SIZE + 1];
	uuid_format(call->who.agent_id, agent);
	uint64_t wait_ms = call_limit(call, LIMIT_PROVIDER_TRY, text_from(agent));
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	const char *fault = provider_input_issuer(&call->arena, call->body, &work->issuer);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	work->tenant_id = call->tenant->id;
	const struct outside_http request = {.method = "GET",
		.url = provider_document_url(&call->arena, work->issuer),
		.headers = {{"Accept", TEXT("application/json")}}};
	return provider_ask(call, &request, document_came);
}
