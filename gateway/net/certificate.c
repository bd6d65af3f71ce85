/*
 * TLS 1.2 and 1.3, forward secrecy and authenticated ciphers only, HTTP/1.1 only. Nothing is
 * resumed: a ticket would be good at the worker alone that gave it, unless all shared its key,
 * whose loss would open every recorded connection; a handshake anew costs one signature.
 */
#include "net/certificate.h"

#include <string.h>
#include <time.h>

#include "net/openssl.h"

static const unsigned char http_1_1[] = "\x08http/1.1";

/* A client that offers other protocols alone is refused (RFC 7301, 3.2). */
static int choose_protocol(SSL *ssl, const unsigned char **ret_name, unsigned char *ret_size,
	const unsigned char *offer, unsigned offer_size, void *user)
{
	unsigned char *chosen = NULL;
	(void)ssl;
	(void)user;
	if (SSL_select_next_proto(&chosen, ret_size, http_1_1, sizeof(http_1_1) - 1, offer,
		    offer_size) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*ret_name = chosen;
	return SSL_TLSEXT_ERR_OK;
}

/* Nobody is there to be asked for a passphrase. */
static int no_passphrase(char *buffer, int size, int is_for_writing, void *user)
{
	(void)buffer, (void)size, (void)is_for_writing, (void)user;
	return 0;
}

/* Without AUTO_RETRY a read returns after each message of the protocol's own, so that a flood of
 * them cannot hold the loop. Buffers of 16 KB are kept only while a record is under way. */
static SSL_CTX *make_context(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	if (!context)
		return NULL;
	(void)SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	(void)SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
	(void)SSL_CTX_set_options(context,
		SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE |
			SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
	(void)SSL_CTX_set_num_tickets(context, 0);
	(void)SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	(void)SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
						SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	(void)SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
	SSL_CTX_set_default_passwd_cb(context, no_passphrase);
	SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
	return context;
}

/* --- judging ----------------------------------------------------------------------------- */
static bool is_mismatch(unsigned long error)
{
	int reason = ERR_GET_REASON(error);
	return ERR_GET_LIB(error) == ERR_LIB_X509 &&
	       (reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH);
}

/* NULL: nothing is wrong. */
static const char *read_pair(SSL_CTX *context, const char *certificate_path, const char *key_path)
{
	static const char mismatch[] = "tls_key is not the key of tls_certificate";
	if (SSL_CTX_use_certificate_chain_file(context, certificate_path) != 1)
		return "tls_certificate cannot be read, is no PEM file of certificates, or its key "
		       "is too weak";
	if (SSL_CTX_use_PrivateKey_file(context, key_path, SSL_FILETYPE_PEM) != 1)
		return is_mismatch(ERR_peek_last_error())
			       ? mismatch
			       : "tls_key cannot be read, or is no PEM file of a key without "
				 "passphrase";
	return SSL_CTX_check_private_key(context) == 1 ? NULL : mismatch;
}

/* One that begins later than this machine's clock says is good all the same: it is the browser's
 * clock that counts, and authorities date back what they give. */
static const char *judge_time(const SSL_CTX *context)
{
	const X509 *leaf = SSL_CTX_get0_certificate(context);
	return X509_cmp_current_time(X509_get0_notAfter(leaf)) > 0
		       ? NULL
		       : "the certificate in tls_certificate has expired";
}

SSL_CTX *certificate_load(
	const char *certificate_path, const char *key_path, const char **ret_reason)
{
	SSL_CTX *context = make_context();
	const char *fault = "OpenSSL cannot start; its configuration forbids what TLS needs";
	ERR_clear_error();
	if (context)
		fault = read_pair(context, certificate_path, key_path);
	if (!fault)
		fault = judge_time(context);
	ERR_clear_error();
	if (!fault)
		return context;
	SSL_CTX_free(context);
	*ret_reason = fault;
	return NULL;
}

void certificate_free(SSL_CTX **context)
{
	SSL_CTX_free(*context);
	*context = NULL;
}

static int64_t seconds_of(const ASN1_TIME *time)
{
	struct tm parts;
	return ASN1_TIME_to_tm(time, &parts) == 1 ? (int64_t)timegm(&parts) : 0;
}

int64_t certificate_begins_at(const SSL_CTX *context)
{
	return seconds_of(X509_get0_notBefore(SSL_CTX_get0_certificate(context)));
}

int64_t certificate_expires_at(const SSL_CTX *context)
{
	return seconds_of(X509_get0_notAfter(SSL_CTX_get0_certificate(context)));
}

bool certificate_covers(const SSL_CTX *context, const char *host)
{
	X509 *leaf = SSL_CTX_get0_certificate(context);
	return X509_check_ip_asc(leaf, host, 0) == 1 ||
	       X509_check_host(
		       leaf, host, strlen(host), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, NULL) == 1;
}
