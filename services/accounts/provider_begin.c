/*
 * The way to the provider: what the sign-in page shows of it, and the address to which the browser
 * goes. Whoever asks for either need not be anybody: a tenant that has no provider is answered as
 * one that does not exist.
 */
#include "accounts/provider.h"

#include "auth/auth.h"
#include "base/query.h"
#include "net/site.h"
#include "sql_accounts.h"

enum { AWAY_SECONDS = 600 };

/* --- for all of the provider's files ---------------------------------------------------------- */
struct provider_work *provider_work(struct call *call)
{
	struct accounts_work *work = accounts_work(call);
	if (!work->provider)
		work->provider = ARENA_NEW(&call->arena, struct provider_work);
	return work->provider;
}

struct text provider_redirect_uri(struct call *call)
{
	return arena_printf(
		&call->arena, "%.*s" PROVIDER_CALLBACK_PATH, TEXT_ARG(call->parts->site->origin));
}

struct next provider_fail(struct call *call, enum err err, const char *reason)
{
	metric_add(call->parts->env.metrics, METRIC_SIGN_IN_REFUSED, 1);
	log_say(call->parts->env.log, LOG_INFO, "sign-in by a provider failed",
		LOG_F_UUID("tenant", call->accounts->provider->tenant_id),
		LOG_F_WORD("code", err_code(err)), LOG_F_WORD("reason", reason));
	return call_fail(call, err, reason);
}

static struct next provider_read(struct call *call, const struct sql_answer *answer)
{
	struct provider_work *work = call->accounts->provider;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return call_fail(call, ERR_ABSENT, NULL);
	struct sql_sign_in_provider_row row = sql_sign_in_provider_row(answer, 0);
	work->issuer = arena_copy(&call->arena, row.issuer);
	work->client_id = arena_copy(&call->arena, row.client_id);
	work->secret = arena_copy(&call->arena, row.client_secret);
	work->label = arena_copy(&call->arena, row.label);
	work->is_required = row.is_required;
	work->takes_unsaid_emails = row.takes_unsaid_emails;
	return work->then(call);
}

struct next provider_need(struct call *call, call_step then)
{
	struct provider_work *work = call->accounts->provider;
	work->then = then;
	return sql_sign_in_provider(call, provider_read, work->tenant_id);
}

/* --- what the sign-in page shows -------------------------------------------------------------- */
static struct next show(struct call *call)
{
	const struct provider_work *work = call->accounts->provider;
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "label");
	json_put_text(&writer, work->label);
	json_put_name(&writer, "isRequired");
	json_put_bool(&writer, work->is_required);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next look(struct call *call)
{
	return provider_need(call, show);
}

struct next provider_look(struct call *call)
{
	if (!uuid_parse(call_query(call, "tenantId"), &provider_work(call)->tenant_id))
		return call_fail(call, ERR_INVALID, "tenantId must be the tenant's id");
	return throttle_provider(call, look);
}

/* --- on the way ------------------------------------------------------------------------------- */
static struct text encode(struct call *call, const char *plain)
{
	return query_encode(&call->arena, text_from(plain));
}

/* The authentication request (Core, 3.1.2.1). A provider that knows somebody sends them back at
 * once: whoever came as the wrong one must be asked again. */
static struct text make_location(struct call *call)
{
	const struct provider_work *work = call->accounts->provider;
	struct text endpoint = work->document.authorization_endpoint;
	bool has_query = false, asks_again = false;
	(void)json_bool(json_member(call->body, "asksAgain"), &asks_again);
	for (size_t i = 0; i < endpoint.size; i++)
		has_query |= endpoint.data[i] == '?';
	return arena_printf(&call->arena,
		"%.*s%cresponse_type=code&scope=openid%%20email&client_id=%.*s&redirect_uri=%.*s"
		"&state=%s&nonce=%s&code_challenge=%s&code_challenge_method=S256%s",
		TEXT_ARG(endpoint), has_query ? '&' : '?',
		TEXT_ARG(query_encode(&call->arena, work->client_id)),
		TEXT_ARG(encode(call, provider_redirect_uri(call).data)), work->proof.state,
		work->proof.nonce, work->proof.challenge, asks_again ? "&prompt=login" : "");
}

static struct next begun(struct call *call, const struct sql_answer *answer)
{
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_provider_sign_in_begin_row(answer, 0).is_begun)
		return call_fail(call, ERR_BUSY, "The provider was changed just now");
	auth_set_provider_token(call, call->accounts->token, AWAY_SECONDS);
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "location");
	json_put_text(&writer, make_location(call));
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next note(struct call *call)
{
	struct provider_work *work = call->accounts->provider;
	char *token = arena_alloc(&call->arena, TOKEN_SIZE + 1);
	token_make(token);
	call->accounts->token = text_from(token);
	if (!provider_proof_make(call->parts->keyring, 0, text_from(token), &work->proof))
		return call_fail(call, ERR_INTERNAL, NULL);
	return sql_provider_sign_in_begin(call, begun,
		(struct text){(const char *)work->proof.hash, sizeof(work->proof.hash)},
		work->tenant_id, work->issuer, work->client_id);
}

static struct next read_document(struct call *call)
{
	return provider_need_document(call, note);
}

static struct next granted(struct call *call)
{
	return provider_need(call, read_document);
}

struct next provider_begin(struct call *call)
{
	struct provider_work *work = provider_work(call);
	if (!auth_is_same_origin(call))
		return call_fail(call, ERR_DENIED, "This must come from a page of the console");
	if (!json_uuid(json_member(call->body, "tenantId"), &work->tenant_id))
		return call_fail(call, ERR_INVALID, "tenantId must be the tenant's id");
	return throttle_provider(call, granted);
}
