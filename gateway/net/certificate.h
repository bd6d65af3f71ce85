/*
 * A certificate with its key, as one of OpenSSL's contexts: read from PEM files, judged, and set up
 * as this server speaks TLS. Works on any thread.
 */
#ifndef FRONTDESK_CERTIFICATE_H
#define FRONTDESK_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>

struct ssl_ctx_st;

/* Reads and judges the pair. NULL, with a static sentence, when it cannot be read, does not belong
 * together, or has expired. Blocks on the disk. The context has a reference count: free it
 * with SSL_CTX_free; connections hold references of their own. */
struct ssl_ctx_st *certificate_load(
	const char *certificate_path, const char *key_path, const char **ret_reason);
void certificate_free(struct ssl_ctx_st **context);
/* When it begins and ends, seconds since 1970. */
int64_t certificate_begins_at(const struct ssl_ctx_st *context);
int64_t certificate_expires_at(const struct ssl_ctx_st *context);
/* Whether it names this host (a name or an address), as browsers look at it: RFC 9525, 6. */
bool certificate_covers(const struct ssl_ctx_st *context, const char *host);

#endif
