/*
 * Signature Version 4, by which services that speak Amazon's S3 know who asks ("Authenticating
 * Requests: Using the Authorization Header (AWS Signature Version 4)", Amazon S3 API Reference).
 * Pure.
 */
#ifndef FRONTDESK_SIGV4_H
#define FRONTDESK_SIGV4_H

#include "base/text.h"

enum {
	SIGV4_NAME_MOST = 128, /* bytes of a region, and of a key's id */
	SIGV4_SECRET_MOST = 1000
};

struct sigv4_key {
	struct text id, secret;
	struct text region;
};

/* Its query and path are written as they are signed: each name and value encoded, names ascending.
 */
struct sigv4_request {
	const char *method;
	struct text host; /* with the port, where it is not the scheme's */
	struct text path, query;
	struct text body;
	int64_t time_s; /* since 1970; services refuse what is 15 minutes off */
};

/* The headers that go with it, each value with a NUL behind it. */
struct sigv4_headers {
	char date[17];         /* X-Amz-Date */
	char content_hash[65]; /* X-Amz-Content-SHA256 */
	char authorization[2 * SIGV4_NAME_MOST + 256];
};

/* Signs host, date and body. The key's parts are no longer than they may be. */
void sigv4_sign(const struct sigv4_key *key, const struct sigv4_request *request,
	struct sigv4_headers *ret_headers);

#endif
