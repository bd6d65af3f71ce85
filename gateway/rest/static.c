/*
 * Web files. Hashed names never change their content and are kept for ever; the loader's name is
 * in merchants' pages and so has five minutes; the console's page is made anew for each request,
 * since its policy lets styles through by a nonce. The bare host leads to it.
 *
 * A merchant's page stays open over deploys, and during one its loader may come from another
 * replica than what it asks for next: where a build's file of the widget is not here, this build's
 * of the same name stands in, and nobody keeps it. What loader and app tell each other therefore
 * only grows (widget/src/shared/contract.ts).
 */
#include "rest/static.h"

#include <string.h>

#include "call/parts.h"
#include "crypto/token.h"
#include "net/http_answer.h"
#include "net/http_connection.h"
#include "net/http_head.h"
#include "net/site.h"

static const struct {
	const char *cache, *resource;
	bool is_for_all;
} kinds[] = {
	[ASSET_LOADER] = {"public, max-age=300", "cross-origin", true},
	[ASSET_WIDGET] = {"public, max-age=31536000, immutable", "cross-origin", true},
	[ASSET_CONSOLE] = {"public, max-age=31536000, immutable", "same-origin", false},
	[ASSET_PAGE] = {"no-store", "same-origin", false},
};

static bool is_console_page(struct text path)
{
	return text_equals(path, TEXT("/admin")) || text_starts_with(path, TEXT("/admin/"));
}

/* "/widget/app" of "/widget/app-HASH.js"; absent for what is not named so. */
static struct text name_of(struct text path)
{
	static const struct text folder = TEXT("/widget/"), ending = TEXT(".js");
	const char *dash = path.size ? memrchr(path.data, '-', path.size) : NULL;
	if (!dash || !text_starts_with(path, folder) || path.size < ending.size)
		return TEXT_ABSENT;
	struct text end = {path.data + path.size - ending.size, ending.size};
	for (const char *hash = dash + 1; hash < end.data; hash++)
		if (!((*hash >= 'A' && *hash <= 'Z') || (*hash >= '0' && *hash <= '9')))
			return TEXT_ABSENT;
	return text_equals(end, ending) ? (struct text){path.data, (size_t)(dash - path.data)}
					: TEXT_ABSENT;
}

static const struct asset *find_stand_in(struct text path)
{
	struct text name = name_of(path);
	if (text_is_absent(name))
		return NULL;
	for (size_t i = 0; i < asset_count; i++)
		if (assets[i].kind == ASSET_WIDGET &&
			text_equals(name_of(text_from(assets[i].path)), name))
			return &assets[i];
	return NULL;
}

static const struct asset *find(struct text path)
{
	for (size_t i = 0; i < asset_count; i++) {
		const struct asset *asset = &assets[i];
		if (asset->kind == ASSET_PAGE ? is_console_page(path)
					      : text_equals(path, text_from(asset->path)))
			return asset;
	}
	return NULL;
}

static void send_answer(struct parts *parts, struct http_connection *connection,
	struct arena *arena, struct http_answer *answer, struct text body, struct text file)
{
	answer->closes = http_connection_must_close(connection);
	struct text head = http_answer_head(&parts->env, arena, answer);
	http_connection_answer(connection, head, body, file, answer->closes);
}

/* --- the console's page ------------------------------------------------------------------ */
static struct text page_policy(const struct parts *parts, struct arena *arena, const char *nonce)
{
	struct text origin = parts->site->origin;
	struct text host = origin;
	const char *at = memchr(origin.data, ':', origin.size);
	bool is_secure = text_starts_with(origin, TEXT("https:"));
	if (at)
		host = (struct text){at + 3, origin.size - (size_t)(at + 3 - origin.data)};
	return arena_printf(arena,
		"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-%s'; "
		"img-src 'self' data: blob:; font-src 'self'; media-src 'self'; "
		"connect-src 'self' %s://%.*s; manifest-src 'self'; base-uri 'none'; "
		"form-action 'self'; frame-ancestors 'none'; "
		"require-trusted-types-for 'script'; trusted-types default",
		nonce, is_secure ? "wss" : "ws", TEXT_ARG(host));
}

static struct text fill_page(const struct asset *page, struct arena *arena, const char *nonce)
{
	struct text filled = page->parts[0];
	for (size_t i = 1; i < page->part_count; i++)
		filled = arena_printf(
			arena, "%.*s%s%.*s", TEXT_ARG(filled), nonce, TEXT_ARG(page->parts[i]));
	return filled;
}

static void answer_page(struct parts *parts, struct http_connection *connection,
	struct arena *arena, const struct asset *page, bool is_head)
{
	char nonce[TOKEN_SIZE + 1];
	token_make(nonce);
	struct text body = fill_page(page, arena, nonce);
	struct http_answer answer = {
		.status = 200,
		.content_type = page->content_type,
		.size = body.size,
		.policy = page_policy(parts, arena, nonce),
	};
	http_field_add(&answer.fields, arena, "Cross-Origin-Opener-Policy", TEXT("same-origin"));
	send_answer(parts, connection, arena, &answer, is_head ? TEXT("") : body, TEXT(""));
}

/* --- files ------------------------------------------------------------------------------- */
/* Weak comparison (RFC 9110, 13.1.2): the gzip form shares its file's tag. */
static bool is_known(const struct http_head *head, const char *etag)
{
	struct text tags = http_head_find(head, "if-none-match");
	const char *found = tags.size ? memmem(tags.data, tags.size, etag, strlen(etag)) : NULL;
	return found || text_equals(tags, TEXT("*"));
}

static bool takes_gzip(const struct http_head *head)
{
	struct text accepted = http_head_find(head, "accept-encoding");
	return http_list_has(accepted, "gzip");
}

static void answer_file(struct parts *parts, struct http_connection *connection,
	struct arena *arena, const struct asset *asset, const struct http_head *head)
{
	bool is_asked_for = text_equals(head->path, text_from(asset->path));
	bool is_gzip = !text_is_absent(asset->gzip) && takes_gzip(head);
	bool is_same = is_known(head, asset->etag);
	struct text file = is_gzip ? asset->gzip : asset->body;
	struct http_answer answer = {
		.status = is_same ? 304 : 200,
		.content_type = is_same ? NULL : asset->content_type,
		.size = file.size,
		.cache = is_asked_for ? kinds[asset->kind].cache : "no-store",
		.resource = kinds[asset->kind].resource,
	};
	http_field_add(&answer.fields, arena, "ETag", text_from(asset->etag));
	http_field_add(&answer.fields, arena, "Vary", TEXT("Accept-Encoding"));
	if (is_gzip && !is_same)
		http_field_add(&answer.fields, arena, "Content-Encoding", TEXT("gzip"));
	if (kinds[asset->kind].is_for_all)
		http_field_add(&answer.fields, arena, "Access-Control-Allow-Origin", TEXT("*"));
	bool is_empty = is_same || head->method == HTTP_HEAD;
	send_answer(parts, connection, arena, &answer, TEXT(""), is_empty ? TEXT("") : file);
}

/* Who types the bare host means the console: nothing else of the server is for people. */
static void answer_root(
	struct parts *parts, struct http_connection *connection, struct arena *arena)
{
	struct http_answer answer = {.status = 302};
	http_field_add(&answer.fields, arena, "Location", TEXT("/admin/support/chat"));
	send_answer(parts, connection, arena, &answer, TEXT(""), TEXT(""));
}

bool static_answer(
	struct parts *parts, struct http_connection *connection, const struct http_head *head)
{
	bool is_root = text_equals(head->path, TEXT("/"));
	const struct asset *asset = find(head->path);
	if (!asset)
		asset = find_stand_in(head->path);
	if (!asset && !is_root)
		return false;
	struct arena arena;
	arena_init(&arena);
	if (is_root)
		answer_root(parts, connection, &arena);
	else if (asset->kind == ASSET_PAGE)
		answer_page(parts, connection, &arena, asset, head->method == HTTP_HEAD);
	else
		answer_file(parts, connection, &arena, asset, head);
	arena_done(&arena);
	return true;
}
