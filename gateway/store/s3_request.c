/*
 * libcurl's handles are kept with their connections; a thread takes one, or makes one. What a
 * service refuses it says in a few hundred bytes of XML, of which the code is told to the operator.
 */
#include "store/s3_request.h"

#include <assert.h>
#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uv.h>

#include "base/memory.h"
#include "base/secret_file.h"
#include "crypto/sigv4.h"
#include "outside/url.h"
#include "store/s3_list.h"

enum { CONNECT_MS = 10000, URL_SIZE = 4096, REFUSAL_MOST = 4096, HEADER_SIZE = 1024 };

struct s3 {
	struct sigv4_key key;
	struct text origin, host; /* "https://host:port", and that without its scheme */
	const char *bucket, *prefix, *ca;
	uv_mutex_t lock; /* of the handles that rest */
	CURL *resting[S3_AT_ONCE];
	uint32_t is_stopping; /* atomic */
};

/* One request on its way. */
struct exchange {
	struct s3 *s3;
	struct s3_answer *answer;
	char refusal[REFUSAL_MOST];
	size_t refusal_size;
	CURL *easy;
	struct curl_slist *headers;
	char url[URL_SIZE];
};

/* --- settings --------------------------------------------------------------------------------- */
static const char form[] = "files must be a folder, or https://host/bucket, which may have a "
			   "prefix of letters, digits, '-', '_' and '.' behind it: "
			   "https://host/bucket/prefix";

bool s3_is_named(const struct settings *settings)
{
	struct text files = text_from(settings->files);
	return text_starts_with(files, TEXT("https://")) ||
	       text_starts_with(files, TEXT("http://"));
}

static bool is_plain(struct text name)
{
	for (size_t i = 0; i < name.size; i++)
		if (!isalnum((unsigned char)name.data[i]) && !strchr("-_./", name.data[i]))
			return false;
	return !memmem(name.data, name.size, "//", 2) && !memmem(name.data, name.size, "..", 2);
}

/* Of "https://host/bucket/prefix". */
static bool read_address(struct s3 *s3, struct text url, struct arena *arena)
{
	const char *host = memmem(url.data, url.size, "://", 3);
	const char *end = url.data + url.size;
	const char *path = host ? memchr(host + 3, '/', (size_t)(end - host - 3)) : NULL;
	if (!path || path + 1 == end)
		return false;
	s3->host = (struct text){host + 3, (size_t)(path - host - 3)};
	s3->origin = (struct text){url.data, (size_t)(path - url.data)};
	struct text bucket = {path + 1, (size_t)(end - path - 1)}, prefix = TEXT("");
	if (bucket.data[bucket.size - 1] == '/')
		bucket.size--;
	const char *slash = memchr(bucket.data, '/', bucket.size);
	if (slash) {
		prefix = (struct text){slash + 1, bucket.size - (size_t)(slash + 1 - bucket.data)};
		bucket.size = (size_t)(slash - bucket.data);
	}
	s3->bucket = arena_copy(arena, bucket).data;
	s3->prefix = prefix.size ? arena_string(arena, "%.*s/", TEXT_ARG(prefix)) : "";
	return bucket.size > 0 && is_plain(bucket) && is_plain(prefix);
}

static const char *read_key(struct s3 *s3, const struct settings *settings, struct arena *arena)
{
	s3->key.id = text_from(settings->files_key_id);
	s3->key.region = text_from(settings->files_region);
	if (!*settings->files_key_id || !*settings->files_secret_file)
		return "files wants files_key_id and files_secret_file where it is a service";
	if (s3->key.id.size > SIGV4_NAME_MOST || s3->key.region.size > SIGV4_NAME_MOST ||
		text_has_control(s3->key.id) || text_has_control(s3->key.region))
		return "files_key_id and files_region have 128 bytes at most, on one line";
	return secret_file_read(
		arena, "files_secret_file", settings->files_secret_file, &s3->key.secret);
}

struct s3 *s3_new(const struct settings *settings, struct arena *arena, const char **ret_reason)
{
	static_assert(SECRET_FILE_MOST <= (int)SIGV4_SECRET_MOST, "a secret can sign");
	struct s3 *s3 = ARENA_NEW(arena, struct s3);
	struct text url;
	s3->ca = settings->outside_ca;
	*ret_reason = form;
	if (outside_url_read(arena, text_from(settings->files), true, &url) ||
		strpbrk(settings->files, "?#") || !read_address(s3, url, arena))
		return NULL;
	*ret_reason = read_key(s3, settings, arena);
	if (*ret_reason)
		return NULL;
	if (uv_mutex_init(&s3->lock) != 0)
		abort(); /* out of memory */
	return s3;
}

void s3_stop(struct s3 *s3)
{
	__atomic_store_n(&s3->is_stopping, 1, __ATOMIC_RELAXED);
}

void s3_free(struct s3 **s3)
{
	struct s3 *closing = *s3;
	*s3 = NULL;
	if (!closing)
		return;
	for (size_t i = 0; i < S3_AT_ONCE; i++)
		if (closing->resting[i])
			curl_easy_cleanup(closing->resting[i]);
	uv_mutex_destroy(&closing->lock);
}

const char *s3_bucket(const struct s3 *s3)
{
	return s3->bucket;
}

const char *s3_prefix(const struct s3 *s3)
{
	return s3->prefix;
}

/* --- handles ---------------------------------------------------------------------------------- */
static CURL *take_handle(struct s3 *s3)
{
	CURL *easy = NULL;
	uv_mutex_lock(&s3->lock);
	for (size_t i = 0; i < S3_AT_ONCE && !easy; i++) {
		easy = s3->resting[i];
		s3->resting[i] = NULL;
	}
	uv_mutex_unlock(&s3->lock);
	if (!easy && !(easy = curl_easy_init()))
		abort(); /* out of memory */
	return easy;
}

static void give_back(struct s3 *s3, CURL *easy)
{
	curl_easy_reset(easy); /* connections stay */
	uv_mutex_lock(&s3->lock);
	for (size_t i = 0; i < S3_AT_ONCE && easy; i++)
		if (!s3->resting[i]) {
			s3->resting[i] = easy;
			easy = NULL;
		}
	uv_mutex_unlock(&s3->lock);
	if (easy)
		curl_easy_cleanup(easy);
}

/* --- what comes back -------------------------------------------------------------------------- */
static size_t keep(char *room, size_t most, size_t *size, const char *data, size_t count)
{
	size_t kept = count < most - *size ? count : most - *size;
	memcpy(room + *size, data, kept);
	*size += kept;
	return kept;
}

static size_t take_body(char *data, size_t one, size_t count, void *context)
{
	struct exchange *exchange = context;
	struct s3_answer *answer = exchange->answer;
	long status = 0;
	(void)one;
	(void)curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status >= 300)
		return keep(exchange->refusal, REFUSAL_MOST, &exchange->refusal_size, data, count);
	if (!answer->room)
		return count;
	size_t kept = keep(answer->room, answer->most, &answer->size, data, count);
	answer->is_more = answer->is_more || kept < count;
	return kept;
}

static int look_up(
	void *context, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up)
{
	const struct s3 *s3 = context;
	(void)total, (void)now, (void)up_total, (void)up;
	return (int)__atomic_load_n(&s3->is_stopping, __ATOMIC_RELAXED); /* ends it */
}

/* --- asking ----------------------------------------------------------------------------------- */
#define SET(exchange, option, value)                                                   \
	do {                                                                           \
		if (curl_easy_setopt((exchange)->easy, (option), (value)) != CURLE_OK) \
			abort(); /* out of memory */                                   \
	} while (0)

static void add_header(struct exchange *exchange, const char *name, const char *value)
{
	char header[HEADER_SIZE];
	(void)snprintf(header, sizeof(header), "%s:%s%s", name, *value ? " " : "", value);
	exchange->headers = curl_slist_append(exchange->headers, header);
}

static void sign(struct exchange *exchange, const struct s3_request *request)
{
	struct sigv4_headers headers;
	const struct sigv4_request signed_request = {.method = request->method,
		.host = exchange->s3->host,
		.path = request->path,
		.query = request->query,
		.body = request->body,
		.time_s = time(NULL)};
	sigv4_sign(&exchange->s3->key, &signed_request, &headers);
	add_header(exchange, "X-Amz-Date", headers.date);
	add_header(exchange, "X-Amz-Content-SHA256", headers.content_hash);
	add_header(exchange, "Authorization", headers.authorization);
	add_header(exchange, "Content-Type", "application/octet-stream");
	add_header(exchange, "Expect", "");
}

static void set_connection(struct exchange *exchange)
{
	SET(exchange, CURLOPT_NOSIGNAL, 1L);
	SET(exchange, CURLOPT_PROXY, "");
	SET(exchange, CURLOPT_PROTOCOLS_STR, "http,https");
	SET(exchange, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(exchange, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	SET(exchange, CURLOPT_TIMEOUT_MS, (long)S3_LIMIT_MS);
	SET(exchange, CURLOPT_NOPROGRESS, 0L);
	SET(exchange, CURLOPT_XFERINFOFUNCTION, look_up);
	SET(exchange, CURLOPT_XFERINFODATA, exchange->s3);
	if (*exchange->s3->ca)
		SET(exchange, CURLOPT_CAINFO, exchange->s3->ca);
}

static void set_request(struct exchange *exchange, const struct s3_request *request)
{
	int size = snprintf(exchange->url, URL_SIZE, "%.*s%.*s%s%.*s",
		TEXT_ARG(exchange->s3->origin), TEXT_ARG(request->path),
		request->query.size ? "?" : "", TEXT_ARG(request->query));
	assert(size < URL_SIZE);
	SET(exchange, CURLOPT_URL, exchange->url);
	SET(exchange, CURLOPT_PATH_AS_IS, 1L);
	SET(exchange, CURLOPT_CUSTOMREQUEST, request->method);
	if (request->body.data) {
		SET(exchange, CURLOPT_POSTFIELDS, request->body.data);
		SET(exchange, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size);
	}
	SET(exchange, CURLOPT_HTTPHEADER, exchange->headers);
	SET(exchange, CURLOPT_WRITEFUNCTION, take_body);
	SET(exchange, CURLOPT_WRITEDATA, exchange);
}

/* What was answered, in a few words; "" where it is no refusal, or what is not there. */
static void note_refusal(const struct exchange *exchange, struct s3_fault *ret_fault)
{
	char code[S3_CODE_MOST + 1];
	long status = exchange->answer->status;
	bool is_common = status < 300 || status == 404;
	s3_code_read((struct text){exchange->refusal, exchange->refusal_size}, code);
	if (is_common && strcmp(code, "NoSuchBucket") != 0)
		ret_fault->words[0] = '\0';
	else
		(void)snprintf(ret_fault->words, sizeof(ret_fault->words), "It answers %ld%s%s",
			status, *code ? " " : "", code);
}

static CURLcode ask_once(struct s3 *s3, const struct s3_request *request,
	struct s3_answer *ret_answer, struct s3_fault *ret_fault)
{
	struct exchange exchange = {.s3 = s3, .answer = ret_answer, .easy = take_handle(s3)};
	ret_answer->size = 0;
	ret_answer->is_more = false;
	sign(&exchange, request);
	set_connection(&exchange);
	set_request(&exchange, request);
	CURLcode code = curl_easy_perform(exchange.easy);
	if (code == CURLE_WRITE_ERROR && (ret_answer->is_more || exchange.refusal_size > 0))
		code = CURLE_OK; /* more than there is room for: enough is known */
	(void)curl_easy_getinfo(exchange.easy, CURLINFO_RESPONSE_CODE, &ret_answer->status);
	if (code == CURLE_OK)
		note_refusal(&exchange, ret_fault);
	else
		(void)snprintf(
			ret_fault->words, sizeof(ret_fault->words), "%s", curl_easy_strerror(code));
	curl_slist_free_all(exchange.headers);
	give_back(s3, exchange.easy);
	return code;
}

bool s3_ask(struct s3 *s3, const struct s3_request *request, struct s3_answer *ret_answer,
	struct s3_fault *ret_fault)
{
	CURLcode code = CURLE_OK;
	for (size_t i = 0; i < S3_TRIES; i++) {
		code = ask_once(s3, request, ret_answer, ret_fault);
		if (code != CURLE_OK && code != CURLE_ABORTED_BY_CALLBACK)
			continue;
		if (ret_answer->status < 500 || ret_answer->status == 507)
			break;
	}
	return code == CURLE_OK;
}
