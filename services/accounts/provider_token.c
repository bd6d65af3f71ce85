/*
 * From a code to a person: the code is exchanged for an ID token (Core, 3.1.3), whose signature is
 * verified by the provider's keys, and then what it says. Keys are asked for anew where a token
 * names one that is not known: providers change them.
 */
#include "accounts/provider.h"

#include <string.h>

#include "base/query.h"
#include "crypto/base64.h"
#include "crypto/keyring.h"

struct seal_place provider_secret_place(struct uuid tenant_id)
{
	return (struct seal_place){.table = TEXT("sign_in_providers"),
		.column = TEXT("client_secret"),
		.row_id = tenant_id};
}

/* --- the token -------------------------------------------------------------------------------- */
static struct next judge(struct call *call)
{
	struct provider_work *work = call->accounts->provider;
	const struct id_token_wanted wanted = {.issuer = work->issuer,
		.client_id = work->client_id,
		.nonce = text_from(work->proof.nonce),
		.now_s = db_time_us(call->parts->db) / 1000000};
	const char *fault = id_token_read(&call->arena, work->jws.payload, &wanted, &work->person);
	return fault ? provider_fail(call, ERR_PROVIDER_AWAY, fault) : work->person_read(call);
}

static struct next verify(struct call *call)
{
	struct provider_work *work = call->accounts->provider;
	struct json *keys = NULL;
	if (json_parse(work->key_set, &keys) != ERR_NONE)
		return provider_fail(call, ERR_PROVIDER_AWAY, "The provider's keys are no JSON");
	enum jws_verdict verdict = jws_verify(&work->jws, keys);
	json_free(&keys);
	if (verdict == JWS_HOLDS)
		return judge(call);
	if (verdict == JWS_KEY_UNKNOWN && !work->has_read_keys_anew) {
		work->has_read_keys_anew = true;
		return provider_need_keys(call, true, verify);
	}
	return provider_fail(call, ERR_PROVIDER_AWAY,
		verdict == JWS_FORGED
			? "The token's signature does not hold"
			: "The token is signed by a key that the provider does not name");
}

static struct next take_token(struct call *call, const struct json *json)
{
	struct provider_work *work = call->accounts->provider;
	struct text token = TEXT_ABSENT, access = TEXT_ABSENT;
	(void)json_text(json_member(json, "id_token"), &token);
	(void)json_text(json_member(json, "access_token"), &access);
	work->access_token = text_is_absent(access) ? access : arena_copy(&call->arena, access);
	work->id_token = text_is_absent(token) ? token : arena_copy(&call->arena, token);
	const char *fault = jws_read(&call->arena, work->id_token, &work->jws);
	if (fault)
		return provider_fail(call, ERR_PROVIDER_AWAY, fault);
	return provider_need_keys(call, false, verify);
}

/* --- the exchange ----------------------------------------------------------------------------- */
/* Why it was not done (RFC 6749, 5.2): the client's fault, or the code's. */
static struct next refuse(struct call *call, const struct json *json)
{
	struct text error = TEXT_ABSENT;
	(void)json_text(json_member(json, "error"), &error);
	if (text_equals(error, TEXT("invalid_grant")))
		return provider_fail(
			call, ERR_PROVIDER_STALE, "The provider does not take the code");
	if (text_equals(error, TEXT("invalid_client")) ||
		text_equals(error, TEXT("unauthorized_client")))
		return provider_fail(call, ERR_PROVIDER_AWAY,
			"The provider does not take the client's id or secret");
	return provider_fail(
		call, ERR_PROVIDER_AWAY, "The provider does not exchange the code for a token");
}

static void wipe(struct text text)
{
	if (text.size > 0)
		explicit_bzero((char *)text.data, text.size);
}

static struct next exchanged(struct call *call, int status, const struct json *json)
{
	struct provider_work *work = call->accounts->provider;
	wipe(work->request.body);
	for (size_t i = 0; i < OUTSIDE_HTTP_HEADERS_MAX && work->request.headers[i].name; i++)
		if (strcmp(work->request.headers[i].name, "Authorization") == 0)
			wipe(work->request.headers[i].value);
	if (status == 0)
		return provider_fail(
			call, ERR_PROVIDER_AWAY, "The provider cannot be asked for a token");
	return status == 200 && json ? take_token(call, json) : refuse(call, json);
}

/* The client's id and secret in a header (RFC 6749, 2.3.1), each encoded as in a form first. */
static struct text make_basic(struct call *call, struct text secret)
{
	const struct provider_work *work = call->accounts->provider;
	struct text encoded = query_encode(&call->arena, secret);
	struct text both = arena_printf(&call->arena, "%.*s:%.*s",
		TEXT_ARG(query_encode(&call->arena, work->client_id)), TEXT_ARG(encoded));
	struct text letters = base64_encode(&call->arena, both);
	struct text header = arena_printf(&call->arena, "Basic %.*s", TEXT_ARG(letters));
	wipe(encoded);
	wipe(both);
	wipe(letters);
	return header;
}

static struct text make_form(struct call *call, struct text secret)
{
	const struct provider_work *work = call->accounts->provider;
	struct text code = query_encode(&call->arena, accounts_member(call, "code"));
	struct text uri = query_encode(&call->arena, provider_redirect_uri(call));
	struct text id = query_encode(&call->arena, work->client_id);
	struct text encoded = query_encode(&call->arena, secret);
	struct text form = arena_printf(&call->arena,
		"grant_type=authorization_code&code=%.*s&redirect_uri=%.*s&code_verifier=%s",
		TEXT_ARG(code), TEXT_ARG(uri), work->proof.verifier);
	if (work->document.takes_basic)
		return form;
	form = arena_printf(&call->arena, "%.*s&client_id=%.*s&client_secret=%.*s", TEXT_ARG(form),
		TEXT_ARG(id), TEXT_ARG(encoded));
	wipe(encoded);
	return form;
}

struct next provider_exchange(struct call *call, call_step then)
{
	struct provider_work *work = call->accounts->provider;
	const struct seal_place place = provider_secret_place(work->tenant_id);
	struct text secret;
	work->person_read = then;
	if (keyring_seal_open(call->parts->keyring, &call->arena, &place, work->secret, &secret) !=
		ERR_NONE)
		return call_fail(call, ERR_UNREADABLE, NULL);
	struct outside_http request = {.method = "POST",
		.url = work->document.token_endpoint,
		.headers = {{"Accept", TEXT("application/json")},
			{"Content-Type", TEXT("application/x-www-form-urlencoded")}},
		.body = make_form(call, secret)};
	if (work->document.takes_basic)
		request.headers[2] =
			(struct outside_header){"Authorization", make_basic(call, secret)};
	wipe(secret);
	return provider_ask(call, &request, exchanged);
}
