/*
 * The opening handshake's own checks: which page asks, how often its address does, whether there is
 * room. What a refusal says is for people with a browser's network panel; pages cannot read it.
 */
#include "sockets/connection.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/memory.h"
#include "call/cors.h"
#include "net/http_answer.h"
#include "net/site.h"
#include "sockets/server.h"

enum { DRAIN_RETRY_MS = 2000 };

struct refusal {
	enum err err; /* ERR_NONE: allowed */
	const char *detail;
	uint64_t retry_ms;
};

static bool is_agent_path(struct lws *wsi, struct arena *arena)
{
	return text_equals(server_path(wsi, arena), TEXT(SERVER_AGENT_WS_PATH));
}

/* Browsers send Origin with every handshake. Agents' sockets are opened by our own pages only,
 * since their cookie would come along from any; a visitor's origin is checked with the token. */
static struct refusal check_origin(struct parts *parts, struct lws *wsi, struct arena *arena)
{
	struct text origin = server_header(wsi, arena, "origin");
	if (cors_is_origin(origin) &&
		(!is_agent_path(wsi, arena) || text_equals(origin, parts->site->origin)))
		return (struct refusal){0};
	metric_add(parts->env.metrics, METRIC_ORIGIN_REFUSED, 1);
	return (struct refusal){ERR_ORIGIN, "This page's origin may not open this socket", 0};
}

static bool names_protocol(struct text list)
{
	struct text name = TEXT(SERVER_PROTOCOL);
	while (list.size > 0) {
		const char *comma = memchr(list.data, ',', list.size);
		size_t size = comma ? (size_t)(comma - list.data) : list.size;
		struct text item = {list.data, size};
		while (item.size > 0 && (item.data[0] == ' ' || item.data[0] == '\t'))
			item = (struct text){item.data + 1, item.size - 1};
		while (item.size > 0 &&
			(item.data[item.size - 1] == ' ' || item.data[item.size - 1] == '\t'))
			item.size--;
		if (text_equals(item, name))
			return true;
		list.data += comma ? size + 1 : size;
		list.size -= comma ? size + 1 : size;
	}
	return false;
}

static struct refusal check_rate(struct parts *parts, struct lws *wsi, struct arena *arena)
{
	uint64_t wait_ms = limit_take(parts->limits, LIMIT_CONNECT_ADDRESS, server_peer(wsi, arena),
		env_now_ms(&parts->env));
	if (wait_ms == 0)
		return (struct refusal){0};
	metric_add(parts->env.metrics, METRIC_RATE_LIMITED, 1);
	return (struct refusal){ERR_TOO_MANY, "Too many sockets from this address", wait_ms};
}

/* Behind a proxy it is known only now whose connection this is. */
static struct refusal check_share(struct lws *wsi, struct arena *arena)
{
	uint64_t wait_ms = share_name(server_share(wsi), server_peer(wsi, arena), true);
	if (wait_ms == 0)
		return (struct refusal){0};
	return (struct refusal){
		ERR_TOO_MANY, "This address has more than its share of the server", wait_ms};
}

static struct refusal check(struct parts *parts, struct lws *wsi, struct arena *arena)
{
	if (parts->env.is_draining)
		return (struct refusal){ERR_BUSY, "This server is about to stop", DRAIN_RETRY_MS};
	if (!names_protocol(server_header(wsi, arena, "sec-websocket-protocol")))
		return (struct refusal){ERR_INVALID, "The subprotocol must be " SERVER_PROTOCOL, 0};
	struct refusal refusal = check_origin(parts, wsi, arena);
	if (!refusal.err)
		refusal = check_rate(parts, wsi, arena);
	return refusal.err ? refusal : check_share(wsi, arena);
}

/* Nothing has been written to the socket yet, so that it takes the whole answer or is no loss. */
static void answer(
	struct parts *parts, struct lws *wsi, struct arena *arena, const struct refusal *refusal)
{
	int status = err_status(refusal->err);
	struct text body = http_problem(arena, status, err_code(refusal->err),
		err_title(refusal->err), refusal->detail, refusal->retry_ms);
	struct http_answer head = {
		.status = status,
		.content_type = "application/problem+json",
		.size = body.size,
		.fields = TEXT(""),
		.closes = true,
	};
	if (refusal->retry_ms)
		http_field_add(&head.fields, arena, "Retry-After",
			http_retry_after(arena, refusal->retry_ms));
	struct text whole = arena_printf(arena, "%.*s%.*s",
		TEXT_ARG(http_answer_head(&parts->env, arena, &head)), TEXT_ARG(body));
	(void)send(lws_get_socket_fd(wsi), whole.data, whole.size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool ws_upgrade_is_allowed(struct lws *wsi)
{
	struct parts *parts = server_parts(wsi);
	struct arena arena;
	arena_init(&arena);
	struct refusal refusal = check(parts, wsi, &arena);
	if (refusal.err)
		answer(parts, wsi, &arena, &refusal);
	arena_done(&arena);
	return !refusal.err;
}

/* --- what hello needs ------------------------------------------------------------------------- */
static char *keep(struct text text)
{
	if (text_is_absent(text))
		return NULL;
	char *copy = memory_new(text.size + 1);
	memcpy(copy, text.data, text.size);
	return copy;
}

void ws_upgrade_keep(struct ws_connection *connection)
{
	struct ws_credentials *credentials = MEMORY_NEW(struct ws_credentials);
	struct arena arena;
	arena_init(&arena);
	connection->credentials = credentials;
	connection->is_agent = is_agent_path(connection->wsi, &arena);
	credentials->origin = keep(server_header(connection->wsi, &arena, "origin"));
	if (connection->is_agent)
		credentials->cookie = keep(server_header(connection->wsi, &arena, "cookie"));
	arena_done(&arena);
}

void ws_credentials_free(struct ws_credentials **credentials)
{
	if (!*credentials)
		return;
	if ((*credentials)->cookie)
		explicit_bzero((*credentials)->cookie, strlen((*credentials)->cookie));
	free((*credentials)->cookie);
	free((*credentials)->origin);
	free(*credentials);
	*credentials = NULL;
}
