/*
 * Finds what a request or socket offers as proof, and hands it to the check for its kind:
 * sign_in.c for agents, key.c for merchants' servers, visitor_check.c for visitors.
 */
#include "auth/work.h"

#include <sodium.h>
#include <string.h>

#include "call/cors.h"
#include "call/tenant.h"
#include "crypto/token.h"
#include "net/site.h"
#include "pg/tenants.h"
#include "sql_gateway.h"

static const struct text sign_in_cookie = {AUTH_COOKIE "=", sizeof AUTH_COOKIE};
static const struct text browser_cookie = {AUTH_BROWSER_COOKIE "=", sizeof AUTH_BROWSER_COOKIE};
static const struct text provider_cookie = {AUTH_PROVIDER_COOKIE "=", sizeof AUTH_PROVIDER_COOKIE};

/* --- origins ---------------------------------------------------------------------------------- */
/* A page of our own sends no Origin with a GET; the browser vouches for it another way. */
static struct text origin_of(struct call *call)
{
	const struct text origin = call_origin(call);

	if (!text_is_absent(origin))
		return origin;
	if (text_equals(call_header(call, "sec-fetch-site"), TEXT("same-origin")))
		return call->parts->site->origin;
	return TEXT_ABSENT;
}

uint64_t auth_origin_mark(const struct call *call)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	uint64_t mark = 0;

	if (call->who.kind != WHO_VISITOR || text_is_absent(call->auth->origin))
		return 0;
	(void)crypto_hash_sha256(
		hash, (const unsigned char *)call->auth->origin.data, call->auth->origin.size);
	for (size_t i = 0; i < sizeof(mark); i++)
		mark = mark << 8 | hash[i];
	return mark;
}

bool auth_is_same_origin(struct call *call)
{
	const struct text site = call_header(call, "sec-fetch-site");

	if (!text_is_absent(site))
		return text_equals(site, TEXT("same-origin"));
	return text_equals(call_origin(call), call->parts->site->origin);
}

/* --- refusals --------------------------------------------------------------------------------- */
/* A page may read why it was refused: how else would its console say so? Whether the tenant exists
 * and lists the origin must not show in the headers either: without a tenant they are the same for
 * every page. */
static void show_to_page(struct call *call)
{
	if (call->tenant)
		tenant_unref(&call->tenant);
}

struct next auth_refuse(struct call *call)
{
	if (call->auth->access == ACCESS_VISITOR)
		show_to_page(call);
	return call_fail(call, ERR_SIGNED_OUT, NULL);
}

static struct next say_refused(struct call *call)
{
	const struct text origin = call->auth->origin;
	char id[UUID_TEXT_SIZE + 1];

	if (!cors_is_origin(origin))
		return call_fail(call, ERR_ORIGIN, "The request names no web page's origin.");
	show_to_page(call);
	uuid_format(call->auth->asked, id);
	return call_fail(call, ERR_ORIGIN,
		arena_printf(&call->arena,
			"This page may not use the chat, or its data-tenant-id is wrong. "
			"An admin allows it in the console's settings, the operator with: "
			"frontdesk tenant set %s --add-origin %.*s",
			id, TEXT_ARG(origin))
			.data);
}

static struct next refusal_noted(struct call *call, const struct sql_answer *answer)
{
	(void)answer; /* the refusal stands, noted or not */
	return say_refused(call);
}

struct next auth_refuse_origin(struct call *call)
{
	struct parts *parts = call->parts;
	const struct text origin = call->auth->origin;
	char id[UUID_TEXT_SIZE + 1];

	metric_add(parts->env.metrics, METRIC_ORIGIN_REFUSED, 1);
	if (!call->tenant || !cors_is_origin(origin))
		return say_refused(call);
	uuid_format(call->tenant->id, id);
	if (limit_take(parts->limits, LIMIT_REFUSED_ORIGIN,
		    arena_printf(&call->arena, "%s %.*s", id, TEXT_ARG(origin)),
		    env_now_ms(&parts->env)) > 0)
		return say_refused(call);
	return sql_refused_origin_note(call, refusal_noted, call->tenant->id, origin);
}

static struct next tenant_read_anew(struct call *call, enum err err)
{
	if (err != ERR_NONE && err != ERR_ABSENT)
		return call_fail(call, err, NULL);
	if (err == ERR_ABSENT || !tenant_allows_origin(call->tenant, call->auth->origin))
		return auth_refuse_origin(call);
	return call->auth->allowed(call);
}

struct next auth_check_origin(struct call *call, call_step allowed)
{
	if (tenant_allows_origin(call->tenant, call->auth->origin))
		return allowed(call);
	call->auth->allowed = allowed;
	return tenant_enter_anew(call, call->tenant->id, tenant_read_anew);
}

/* --- what is offered as proof ----------------------------------------------------------------- */
static struct text trim_left(struct text text)
{
	while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t')) {
		text.data++;
		text.size--;
	}
	return text;
}

/* The value behind `prefix` in a Cookie header (RFC 6265, 4.2.1); the first wins. */
static struct text cookie_in(struct text header, struct text prefix)
{
	while (header.size > 0) {
		const char *end = memchr(header.data, ';', header.size);
		const size_t size = end ? (size_t)(end - header.data) : header.size;
		const struct text pair = trim_left((struct text){header.data, size});

		if (text_starts_with(pair, prefix))
			return (struct text){pair.data + prefix.size, pair.size - prefix.size};
		header.data += end ? size + 1 : size;
		header.size -= end ? size + 1 : size;
	}
	return TEXT_ABSENT;
}

/* RFC 6750, 2.1; the scheme's name in any case (RFC 9110, 11.1). */
static struct text bearer_of(struct call *call)
{
	const struct text value = call_header(call, "authorization"), scheme = TEXT("Bearer ");

	if (value.size <= scheme.size ||
		!text_equals_folded((struct text){value.data, scheme.size}, scheme))
		return TEXT_ABSENT;
	return (struct text){value.data + scheme.size, value.size - scheme.size};
}

/* --- by access -------------------------------------------------------------------------------- */
static struct next look_for_token(struct call *call)
{
	struct auth_work *work = call->auth;

	work->proof = arena_copy(&call->arena, bearer_of(call));
	return work->proof.size > 0 ? auth_check_visitor(call) : work->then(call);
}

static struct next tenant_entered(struct call *call, enum err err)
{
	if (err == ERR_ABSENT)
		return auth_refuse_origin(call);
	if (err)
		return call_fail(call, err, NULL);
	return auth_check_origin(call, look_for_token);
}

static struct next require_tenant(struct call *call)
{
	struct uuid tenant_id;

	call->auth->origin = origin_of(call);
	if (!uuid_parse(call_query(call, "tenantId"), &tenant_id) &&
		!json_uuid(json_member(call->body, "tenantId"), &tenant_id))
		return call_fail(call, ERR_INVALID, "tenantId must be the tenant's id");
	call->auth->asked = tenant_id;
	return tenant_enter(call, tenant_id, tenant_entered);
}

static struct next require_visitor(struct call *call)
{
	call->auth->origin = origin_of(call);
	call->auth->proof = arena_copy(&call->arena, bearer_of(call));
	return auth_check_visitor(call);
}

/* A key is no cookie, which browsers send along: it needs no proof of where the request comes from.
 */
static struct next require_agent(struct call *call)
{
	const struct text bearer = bearer_of(call);

	if (text_starts_with(bearer, TEXT(API_KEY_PREFIX))) {
		call->auth->proof = arena_copy(&call->arena, bearer);
		return auth_check_key(call);
	}
	if (!call_is_safe(call) && !auth_is_same_origin(call))
		return call_fail(call, ERR_DENIED, "This must come from a page of the console");
	call->auth->proof =
		arena_copy(&call->arena, cookie_in(call_header(call, "cookie"), sign_in_cookie));
	return auth_check_sign_in(call);
}

struct next auth_require(struct call *call, enum access access, call_step then)
{
	static struct next (*const requirements[])(struct call * call) = {
		[ACCESS_TENANT] = require_tenant,
		[ACCESS_VISITOR] = require_visitor,
		[ACCESS_SIGNED_IN] = require_agent,
		[ACCESS_AGENT] = require_agent,
		[ACCESS_SUPERVISOR] = require_agent,
		[ACCESS_ADMIN] = require_agent,
	};

	if (access < ACCESS_TENANT)
		return then(call);
	call->auth = ARENA_NEW(&call->arena, struct auth_work);
	*call->auth = (struct auth_work){.access = access, .then = then};
	return requirements[access](call);
}

struct next auth_socket(
	struct call *call, struct text proof, struct text origin, bool is_agent, call_step then)
{
	struct auth_work *work = ARENA_NEW(&call->arena, struct auth_work);

	call->auth = work;
	work->access = is_agent ? ACCESS_AGENT : ACCESS_VISITOR;
	work->then = then;
	work->origin = arena_copy(&call->arena, origin);
	work->proof = arena_copy(&call->arena, is_agent ? cookie_in(proof, sign_in_cookie) : proof);
	if (!is_agent)
		return auth_check_visitor(call);
	if (!text_equals(work->origin, call->parts->site->origin))
		return call_fail(call, ERR_ORIGIN, "This must come from a page of the console");
	return auth_check_sign_in(call);
}

struct text auth_browser_proof(struct call *call)
{
	return cookie_in(call_header(call, "cookie"), browser_cookie);
}

struct text auth_provider_token(struct call *call)
{
	return cookie_in(call_header(call, "cookie"), provider_cookie);
}

/* An absent value takes the cookie away. */
static void set_cookie(struct call *call, struct text prefix, struct text value, int64_t seconds)
{
	const int64_t age = text_is_absent(value) ? 0 : seconds;

	call_add_header(call, "Set-Cookie",
		arena_printf(&call->arena,
			"%.*s%.*s; Path=/; Max-Age=%lld; Secure; HttpOnly; SameSite=Strict",
			TEXT_ARG(prefix), TEXT_ARG(value), (long long)age));
}

void auth_set_cookie(struct call *call, struct text token, int64_t seconds)
{
	set_cookie(call, sign_in_cookie, token, seconds);
}

void auth_set_browser_proof(struct call *call, struct text proof, int64_t seconds)
{
	set_cookie(call, browser_cookie, proof, seconds);
}

void auth_set_provider_token(struct call *call, struct text token, int64_t seconds)
{
	set_cookie(call, provider_cookie, token, seconds);
}
