/* Writes answers' heads and problem documents. */
#include "net/http_answer.h"

#include <assert.h>
#include <time.h>

#include "base/json.h"
#include "loop/env.h"

static const struct {
	int status;
	const char *reason;
} reasons[] = {
	{200, "OK"},
	{201, "Created"},
	{202, "Accepted"},
	{204, "No Content"},
	{302, "Found"},
	{303, "See Other"},
	{304, "Not Modified"},
	{400, "Bad Request"},
	{401, "Unauthorized"},
	{403, "Forbidden"},
	{404, "Not Found"},
	{405, "Method Not Allowed"},
	{408, "Request Timeout"},
	{409, "Conflict"},
	{410, "Gone"},
	{411, "Length Required"},
	{413, "Content Too Large"},
	{415, "Unsupported Media Type"},
	{429, "Too Many Requests"},
	{431, "Request Header Fields Too Large"},
	{500, "Internal Server Error"},
	{501, "Not Implemented"},
	{503, "Service Unavailable"},
	{505, "HTTP Version Not Supported"},
};

/* May be empty (RFC 9112, 4). */
static const char *reason_of(int status)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "";
}

/* IMF-fixdate (RFC 9110, 5.6.7); the process runs in the C locale. */
static void add_date(struct text *fields, struct arena *arena)
{
	char date[40];
	struct tm utc;
	time_t now = time(NULL);
	gmtime_r(&now, &utc);
	size_t size = strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &utc);
	http_field_add(fields, arena, "Date", (struct text){date, size});
}

void http_field_add(struct text *fields, struct arena *arena, const char *name, struct text value)
{
	assert(!text_has_control(value));
	*fields = arena_printf(arena, "%.*s%s: %.*s\r\n", TEXT_ARG(*fields), name, TEXT_ARG(value));
}

struct text http_retry_after(struct arena *arena, uint64_t retry_ms)
{
	return arena_printf(arena, "%llu", (unsigned long long)(retry_ms + 999) / 1000);
}

static void add_content(struct text *fields, struct arena *arena, const struct http_answer *answer)
{
	if (answer->content_type)
		http_field_add(fields, arena, "Content-Type", text_from(answer->content_type));
	if (answer->status != 204 && answer->status != 304 && !answer->is_endless)
		http_field_add(
			fields, arena, "Content-Length", arena_printf(arena, "%zu", answer->size));
}

static void add_security(const struct env *env, struct text *fields, struct arena *arena,
	const struct http_answer *answer)
{
	static const struct text nothing = TEXT("default-src 'none'; frame-ancestors 'none'");
	http_field_add(fields, arena, "X-Content-Type-Options", TEXT("nosniff"));
	http_field_add(fields, arena, "Referrer-Policy", TEXT("no-referrer"));
	http_field_add(fields, arena, "Cross-Origin-Resource-Policy",
		text_from(answer->resource ? answer->resource : "same-origin"));
	http_field_add(fields, arena, "Content-Security-Policy",
		text_is_absent(answer->policy) ? nothing : answer->policy);
	if (text_starts_with(text_from(env->settings->public_url), TEXT("https:")))
		http_field_add(
			fields, arena, "Strict-Transport-Security", TEXT("max-age=31536000"));
}

struct text http_answer_head(
	const struct env *env, struct arena *arena, const struct http_answer *answer)
{
	struct text fields = TEXT("");
	add_date(&fields, arena);
	add_content(&fields, arena, answer);
	add_security(env, &fields, arena, answer);
	http_field_add(&fields, arena, "Cache-Control",
		text_from(answer->cache ? answer->cache : "no-store"));
	if (!text_is_absent(answer->id))
		http_field_add(&fields, arena, "X-Request-Id", answer->id);
	if (answer->closes)
		http_field_add(&fields, arena, "Connection", TEXT("close"));
	return arena_printf(arena, "HTTP/1.1 %d %s\r\n%.*s%.*s\r\n", answer->status,
		reason_of(answer->status), TEXT_ARG(fields), TEXT_ARG(answer->fields));
}

struct text http_problem(struct arena *arena, int status, const char *code, const char *title,
	const char *detail, uint64_t retry_ms)
{
	struct json_writer writer;
	json_writer_init(&writer, arena);
	json_open_object(&writer);
	json_put_name(&writer, "type");
	json_put_text(&writer, arena_printf(arena, "urn:frontdesk:problem:%s", code));
	json_put_name(&writer, "title");
	json_put_text(&writer, text_from(title));
	json_put_name(&writer, "status");
	json_put_int64(&writer, status);
	json_put_name(&writer, "code");
	json_put_text(&writer, text_from(code));
	if (detail) {
		json_put_name(&writer, "detail");
		json_put_text(&writer, text_from(detail));
	}
	if (retry_ms) {
		json_put_name(&writer, "retryAfterMs");
		json_put_int64(&writer, (int64_t)retry_ms);
	}
	json_close_object(&writer);
	return json_writer_text(&writer);
}
