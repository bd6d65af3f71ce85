/* HTTP/1.1 by libcurl, with bounds for what comes back. */
#include "outside/http.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "outside/private.h"

enum { HEAD_MOST = 64 * 1024, BODY_FIRST = 4096 };

struct http {
	struct transfer transfer;
	struct outside_asking *asking;
	struct curl_slist *headers;
	struct arena memory;
	size_t head_size;
	char *body;
	size_t body_size, body_capacity;
	bool is_cut, is_head_too_large, is_refused;
};

/* --- what comes back -------------------------------------------------------------------------- */
static size_t take_head(char *line, size_t one, size_t size, void *context)
{
	struct http *http = context;
	http->head_size += size;
	http->is_head_too_large = http->head_size > HEAD_MOST;
	return http->is_head_too_large ? 0 : size;
}

static void keep(struct http *http, const char *data, size_t size)
{
	if (http->body_size + size > http->body_capacity) {
		size_t capacity = http->body_capacity ? http->body_capacity : BODY_FIRST;
		while (capacity < http->body_size + size)
			capacity *= 2;
		http->body = memory_resize(http->body, capacity, 1);
		http->body_capacity = capacity;
	}
	memcpy(http->body + http->body_size, data, size);
	http->body_size += size;
}

/* What is more than is wanted ends the transfer. */
static size_t take_body(char *data, size_t one, size_t size, void *context)
{
	struct http *http = context;
	size_t room = http->asking->request->body_most - http->body_size;
	http->is_cut = size > room;
	if (size > 0)
		keep(http, data, http->is_cut ? room : size);
	return http->is_cut ? 0 : size;
}

/* --- its end ---------------------------------------------------------------------------------- */
static void end(struct http *http)
{
	transfer_end(&http->transfer);
	curl_slist_free_all(http->headers);
	arena_done(&http->memory);
	free(http->body);
	free(http);
}

static void answer(struct http *http, const char *failure)
{
	CURL *easy = http->transfer.easy;
	long status = 0;
	char *type = NULL;
	(void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
	long sent = 0;
	curl_off_t retry_after_s = 0;
	(void)curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
	(void)curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &retry_after_s);
	struct outside_answer answer = {.failure = failure, .is_sent = sent > 0};
	if (!failure)
		answer = (struct outside_answer){.status = (int)status,
			.is_sent = true,
			.retry_after_s = retry_after_s,
			.content_type = text_from(type),
			.body = {http->body ? http->body : "", http->body_size},
			.is_cut = http->is_cut};
	if (!http->transfer.outside->is_closing)
		http->asking->answered(http->asking, &answer);
	end(http);
}

static void succeeded(struct transfer *transfer)
{
	answer(CONTAINER_OF(transfer, struct http, transfer), NULL);
}

static void failed(struct transfer *transfer, CURLcode code)
{
	struct http *http = CONTAINER_OF(transfer, struct http, transfer);
	if (http->is_refused)
		answer(http, "A header has a control character in it");
	else if (http->is_head_too_large)
		answer(http, "The head of the answer is too large");
	else if (code == CURLE_WRITE_ERROR && http->is_cut)
		answer(http, NULL);
	else
		answer(http, transfer_failure(transfer, code));
}

/* --- what is asked ---------------------------------------------------------------------------- */
static const char *string(struct http *http, struct text text)
{
	return arena_copy(&http->memory, text).data;
}

static void add_header(struct http *http, const char *line)
{
	struct curl_slist *headers = curl_slist_append(http->headers, line);
	if (!headers)
		abort(); /* out of memory */
	http->headers = headers;
}

/* A header without a value is written with a semicolon, else it would be one that is left out. */
static void add_headers(struct http *http)
{
	const struct outside_header *header = http->asking->request->headers;
	for (size_t i = 0; i < OUTSIDE_HTTP_HEADERS_MAX && header[i].name; i++) {
		http->is_refused = http->is_refused || text_has_control(header[i].value) ||
				   text_has_control(text_from(header[i].name));
		add_header(http,
			arena_string(&http->memory, "%s%s%.*s", header[i].name,
				header[i].value.size ? ": " : ";", TEXT_ARG(header[i].value)));
	}
	add_header(http, "Expect:"); /* the body goes at once */
	TRANSFER_SET(&http->transfer, CURLOPT_HTTPHEADER, http->headers);
}

static void set_credentials(struct http *http)
{
	const struct outside_http *request = http->asking->request;
	if (text_is_absent(request->user))
		return;
	TRANSFER_SET(&http->transfer, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
	TRANSFER_SET(&http->transfer, CURLOPT_USERNAME, string(http, request->user));
	TRANSFER_SET(&http->transfer, CURLOPT_PASSWORD, string(http, request->password));
}

static void set_body(struct http *http)
{
	const struct outside_http *request = http->asking->request;
	struct transfer *transfer = &http->transfer;
	if (!text_is_absent(request->body)) {
		TRANSFER_SET(transfer, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size);
		TRANSFER_SET(transfer, CURLOPT_POSTFIELDS, request->body.data);
	}
	TRANSFER_SET(transfer, CURLOPT_NOBODY, strcmp(request->method, "HEAD") == 0 ? 1L : 0L);
	TRANSFER_SET(transfer, CURLOPT_CUSTOMREQUEST, request->method);
}

static void set_answer(struct http *http)
{
	struct transfer *transfer = &http->transfer;
	TRANSFER_SET(transfer, CURLOPT_HEADERFUNCTION, take_head);
	TRANSFER_SET(transfer, CURLOPT_HEADERDATA, http);
	TRANSFER_SET(transfer, CURLOPT_WRITEFUNCTION, take_body);
	TRANSFER_SET(transfer, CURLOPT_WRITEDATA, http);
	TRANSFER_SET(transfer, CURLOPT_FOLLOWLOCATION, 0L);
}

void outside_http_begin(struct outside *outside, struct outside_asking *asking)
{
	const struct outside_http *request = asking->request;
	struct http *http = MEMORY_NEW(struct http);
	struct transfer *transfer = &http->transfer;
	http->asking = asking;
	arena_init(&http->memory);
	transfer_init(transfer, outside);
	transfer->succeeded = succeeded;
	transfer->failed = failed;
	transfer->is_operators = request->is_operators;
	TRANSFER_SET(
		transfer, CURLOPT_PROTOCOLS_STR, request->is_http_allowed ? "http,https" : "https");
	TRANSFER_SET(transfer, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	TRANSFER_SET(transfer, CURLOPT_FORBID_REUSE, 1L);
	TRANSFER_SET(transfer, CURLOPT_USERAGENT, "Frontdesk");
	add_headers(http);
	set_credentials(http);
	set_body(http);
	set_answer(http);
	/* What will not do goes nowhere: an empty address fails by itself. */
	TRANSFER_SET(transfer, CURLOPT_URL, http->is_refused ? "" : string(http, request->url));
	transfer_begin(transfer, request->limit_ms);
}
