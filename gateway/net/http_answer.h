/* An answer's head: status line, the security headers that every answer bears, and the rest. */
#ifndef FRONTDESK_HTTP_ANSWER_H
#define FRONTDESK_HTTP_ANSWER_H

#include "base/arena.h"

struct env;

struct http_answer {
	int status;
	const char *content_type; /* NULL: no content */
	size_t size;              /* of the content */
	const char *cache;        /* Cache-Control; NULL: no-store */
	struct text policy;       /* Content-Security-Policy; absent: nothing may be loaded */
	const char *resource;     /* Cross-Origin-Resource-Policy; NULL: same-origin */
	struct text id;           /* X-Request-Id; absent: none */
	struct text fields;       /* further header lines, each with its CR LF */
	bool closes;
	bool is_endless; /* the content lasts until the connection closes */
};

/* The head with its empty line. */
struct text http_answer_head(
	const struct env *env, struct arena *arena, const struct http_answer *answer);
/* Appends a header line; the value must hold no control character. */
void http_field_add(struct text *fields, struct arena *arena, const char *name, struct text value);
/* The value of Retry-After (RFC 9110, 10.2.3): whole seconds, rounded up. */
struct text http_retry_after(struct arena *arena, uint64_t retry_ms);
/* The body of a problem document (RFC 9457). */
struct text http_problem(struct arena *arena, int status, const char *code, const char *title,
	const char *detail, uint64_t retry_ms);

#endif
