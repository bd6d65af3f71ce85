/* CORS headers. Never with credentials: visitors bear tokens, and cookies are the agents'. */
#include "call/cors.h"

#include <string.h>

#include "call/route.h"
#include "call/tenant.h"
#include "net/http_answer.h"
#include "net/http_head.h"

enum { ORIGIN_SIZE_MAX = 8 + 255 + 6, ASKED_SIZE_MAX = 1024 };

bool cors_is_origin(struct text origin)
{
	struct text host;
	if (origin.size > ORIGIN_SIZE_MAX)
		return false;
	if (text_starts_with(origin, TEXT("https://")))
		host = (struct text){origin.data + 8, origin.size - 8};
	else if (text_starts_with(origin, TEXT("http://")))
		host = (struct text){origin.data + 7, origin.size - 7};
	else
		return false;
	for (size_t i = 0; i < host.size; i++) {
		char c = host.data[i];
		bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (!is_plain && (c == 0 || !strchr(".-_:[]", c)))
			return false;
	}
	return host.size > 0;
}

/* Before a tenant is known only errors are answered, and they tell nothing about one: every page
 * may read why it was refused and when to come back. */
static bool may_read(const struct call *call, struct text origin, bool is_error)
{
	if (!cors_is_origin(origin))
		return false;
	return call->tenant ? tenant_allows_origin(call->tenant, origin) : is_error;
}

void cors_add(const struct call *call, bool is_error, struct text *fields)
{
	struct arena *arena = &((struct call *)call)->arena;
	struct text origin = call_origin(call);
	http_field_add(fields, arena, "Vary", TEXT("Origin"));
	if (!may_read(call, origin, is_error))
		return;
	http_field_add(fields, arena, "Access-Control-Allow-Origin", origin);
	http_field_add(
		fields, arena, "Access-Control-Expose-Headers", TEXT("Retry-After, X-Request-Id"));
}

static bool is_list_of_names(struct text text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_, ";
	for (size_t i = 0; i < text.size; i++)
		if (!memchr(letters, text.data[i], sizeof(letters) - 1))
			return false;
	return text.size > 0 && text.size <= ASKED_SIZE_MAX;
}

/* Scripts of a merchant's page wrap fetch, and give each request a header of theirs (a trace, say):
 * without cookies it means nothing here, and keeps nobody from chatting. */
static struct text allowed_headers(const struct http_head *head)
{
	struct text asked = http_head_find(head, "access-control-request-headers");
	return is_list_of_names(asked) ? asked
				       : TEXT("Authorization, Content-Type, Idempotency-Key");
}

void cors_add_preflight(
	const struct http_head *head, unsigned allowed, struct arena *arena, struct text *fields)
{
	struct text origin = http_head_find(head, "origin");
	http_field_add(fields, arena, "Vary",
		TEXT("Origin, Access-Control-Request-Method, Access-Control-Request-Headers"));
	if (!cors_is_origin(origin) ||
		text_is_absent(http_head_find(head, "access-control-request-method")))
		return;
	http_field_add(fields, arena, "Access-Control-Allow-Origin", origin);
	http_field_add(fields, arena, "Access-Control-Allow-Methods", route_allow(allowed, arena));
	http_field_add(fields, arena, "Access-Control-Allow-Headers", allowed_headers(head));
	http_field_add(fields, arena, "Access-Control-Max-Age", TEXT("7200"));
}
