/*
 * What has come of a request: a head, then its body, in one piece that grows as it arrives. It may
 * hold a password, and is wiped as it goes.
 */
#ifndef FRONTDESK_HTTP_INPUT_H
#define FRONTDESK_HTTP_INPUT_H

#include "net/http_head.h"

/* Embedded in its connection; zeroed means: nothing. All of it is http_input.c's. */
struct http_input {
	char *bytes;
	size_t size, capacity;
	size_t scanned; /* of the head: nothing ends there */
	size_t head_size, request_size;
};

void http_input_free(struct http_input *input);

/* Where further bytes of the head, or of the body, go, and how many at most. */
char *http_input_room(struct http_input *input, bool is_head, size_t *ret_room);
/* So many have been put there. */
void http_input_add(struct http_input *input, size_t size);
/* Looks for the head's end. */
enum http_head_progress http_input_scan(struct http_input *input);
/* The head is whole, and says how long the body is. */
void http_input_expect(struct http_input *input, size_t body_size);

bool http_input_is_empty(const struct http_input *input);
/* Whether nothing of it has been scanned. */
bool http_input_is_fresh(const struct http_input *input);
/* Whether no head may be so long. */
bool http_input_is_too_long(const struct http_input *input);
/* Whether nothing of the body has come. */
bool http_input_is_head_alone(const struct http_input *input);
/* Whether all of the request has come; whether nothing else has. */
bool http_input_is_whole(const struct http_input *input);
bool http_input_is_exact(const struct http_input *input);

/* Borrowed until it is freed: the head; head and body; all that has come. */
struct text http_input_head(const struct http_input *input);
struct text http_input_request(const struct http_input *input);
struct text http_input_all(const struct http_input *input);
/* How much memory it holds. */
size_t http_input_weight(const struct http_input *input);

#endif
