/*
 * A request's head (RFC 9112), read strictly: what two readers could understand in two ways is
 * refused. Pure: no socket, no clock, no memory but the caller's. HTTP/1.1 only, origin-form
 * and absolute-form targets only, at most one plain decimal Content-Length, no Transfer-Encoding.
 */
#ifndef FRONTDESK_HTTP_HEAD_H
#define FRONTDESK_HTTP_HEAD_H

#include "base/err.h"
#include "base/text.h"

enum { HTTP_HEAD_SIZE_MAX = 16 * 1024, HTTP_HEADERS_MAX = 64, HTTP_BODY_MAX = 64 * 1024 };
/* Of a route that says so. */
enum { HTTP_BODY_LARGEST = 10 * 1024 * 1024 };

enum http_method {
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_PUT,
	HTTP_PATCH,
	HTTP_DELETE,
	HTTP_OPTIONS,
	HTTP_OTHER
};

struct http_header {
	struct text name, value; /* the value without space around it */
};

/* Every text is borrowed from the input. */
struct http_head {
	enum http_method method;
	struct text path;  /* as sent, without scheme and authority: begins with '/', holds no dot
			      segment, %2F, %5C or control */
	struct text query; /* what follows '?'; absent without one */
	struct http_header headers[HTTP_HEADERS_MAX];
	size_t header_count;
	size_t body_size;
	bool wants_close;      /* Connection: close */
	bool expects_continue; /* Expect: 100-continue */
	bool is_websocket;     /* a complete RFC 6455 opening handshake */
};

enum http_head_progress { HTTP_HEAD_MORE, HTTP_HEAD_COMPLETE, HTTP_HEAD_BROKEN };

/* Looks for the empty line that ends a head. `scanned` is how much of the input an earlier look
 * has seen; *ret_size is the head's size with that line. Broken: it cannot become a head. */
enum http_head_progress http_head_scan(struct text input, size_t scanned, size_t *ret_size);

/* Reads a complete head. On failure the connection must close after the answer, and *ret_detail is
 * a static sentence. `body_max`: a larger Content-Length is ERR_TOO_LARGE. */
enum err http_head_parse(
	struct text input, size_t body_max, struct http_head *ret_head, const char **ret_detail);

/* The first header of that name in any case; absent when missing. */
struct text http_head_find(const struct http_head *head, const char *name);
/* Whether a comma-separated list (RFC 9110, 5.6.1) has the token, in any case. */
bool http_list_has(struct text list, const char *token);
/* Whether a token (RFC 9110, 5.6.2) may hold it. */
bool http_is_token_char(unsigned char c);

#endif
