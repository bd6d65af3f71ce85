/* A request over HTTP(S) to the outside, and its answer. */
#ifndef FRONTDESK_OUTSIDE_HTTP_H
#define FRONTDESK_OUTSIDE_HTTP_H

#include "base/text.h"

enum { OUTSIDE_HTTP_HEADERS_MAX = 16 };

struct outside;

struct outside_header {
	const char *name;
	struct text value;
};

/* What is asked; all of it is borrowed until the answer has come. */
struct outside_http {
	const char *method; /* "GET", "POST", … */
	struct text url;    /* https, or http where is_http_allowed */
	bool is_http_allowed;
	struct outside_header
		headers[OUTSIDE_HTTP_HEADERS_MAX]; /* by their names; the rest is unused */
	struct text user, password;                /* by HTTP's basic scheme; absent: none */
	struct text body;  /* absent: none; its Content-Type is among the headers */
	size_t body_most;  /* bytes of the answer's body that are kept */
	uint32_t limit_ms; /* for all of it */
	bool is_operators; /* the operator named the server: its address is not judged */
};

struct outside_answer {
	const char *failure;      /* why there is none, a sentence for an admin; NULL: there is */
	int status;               /* 200, also 302: nothing is followed */
	struct text content_type; /* absent: none was said */
	struct text body;
	bool is_cut;           /* the body went on */
	int64_t retry_after_s; /* that the server asks for; 0: it does not */
	bool is_sent; /* it was said, or begun to be: the server may have heard it, answer or none
		       */
};

struct outside_asking;
/* Runs once, from the loop, never from inside outside_http_begin; the answer is borrowed until it
 * returns. */
typedef void (*outside_answered)(
	struct outside_asking *asking, const struct outside_answer *answer);

/* Embed it in its owner, reach the owner by CONTAINER_OF; it must stay until the answer has come.
 */
struct outside_asking {
	const struct outside_http *request;
	outside_answered answered;
};

/* Asks. What cannot be asked is answered with a failure, too. */
void outside_http_begin(struct outside *outside, struct outside_asking *asking);

#endif
