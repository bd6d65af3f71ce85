/*
 * What the socket has not taken of an answer: bytes of our own, then a file, which is static
 * memory. The bytes may hold a cookie or a token, and are wiped as they go.
 */
#ifndef FRONTDESK_HTTP_OUTPUT_H
#define FRONTDESK_HTTP_OUTPUT_H

#include <sys/uio.h>

#include "base/text.h"

enum { HTTP_OUTPUT_PARTS = 2 };

/* Embedded in its connection; zeroed means: nothing. All of it is http_output.c's. */
struct http_output {
	char *bytes;
	size_t size, sent;
	struct text file;
};

void http_output_free(struct http_output *output);
/* Copies bytes, nothing of which has been sent; there are none yet. */
void http_output_put(struct http_output *output, struct text bytes);
/* Keeps of an answer what was not sent: copies of its head and body, and borrows its file. */
void http_output_keep(struct http_output *output, struct text head, struct text body,
	struct text file, size_t sent);
/* What is to be sent; borrowed. */
void http_output_parts(const struct http_output *output, struct iovec ret_parts[HTTP_OUTPUT_PARTS]);
/* So much has been sent; the result is how much of that was not of this. */
size_t http_output_advance(struct http_output *output, size_t sent);
/* How much is left, and how much memory it holds. */
size_t http_output_rest(const struct http_output *output);
size_t http_output_weight(const struct http_output *output);

#endif
