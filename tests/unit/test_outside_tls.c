/* Certificates of servers outside: by whom they are believed, and for which name. */
#include "outside_stage.h"

#include <unistd.h>

#include "net/openssl.h"
#include "outside/http.h"

enum { YEAR_S = 365 * 24 * 3600 };

/* A server with a certificate of its own making for localhost, on a thread, since OpenSSL waits. */
static struct {
	SSL_CTX *context;
	int listening;
	int port;
	uv_thread_t thread;
	char path[64];
} tls;

static struct {
	struct outside_asking asking;
	struct outside_http request;
	char url[100];
	bool is_answered;
	int status;
	char failure[400];
} ask;

static void note_answer(struct outside_asking *asking, const struct outside_answer *answer)
{
	ask.is_answered = true;
	ask.status = answer->status;
	(void)snprintf(
		ask.failure, sizeof(ask.failure), "%s", answer->failure ? answer->failure : "");
}

static X509 *make_certificate(EVP_PKEY *key, const char *name, long ends_in_s)
{
	X509 *made = X509_new();
	X509_NAME *subject = X509_get_subject_name(made);
	char alternative[100];
	(void)snprintf(alternative, sizeof(alternative), "DNS:%s", name);
	X509_EXTENSION *names = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, alternative);
	(void)X509_set_version(made, 2);
	(void)ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
	(void)X509_gmtime_adj(X509_getm_notBefore(made), -2L * YEAR_S);
	(void)X509_gmtime_adj(X509_getm_notAfter(made), ends_in_s);
	(void)X509_NAME_add_entry_by_txt(
		subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
	(void)X509_set_issuer_name(made, subject);
	(void)X509_set_pubkey(made, key);
	(void)X509_add_ext(made, names, -1);
	X509_EXTENSION_free(names);
	assert_true(X509_sign(made, key, EVP_sha256()) > 0);
	return made;
}

static void serve_one(void *nothing)
{
	static const char said[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	char heard[2000];
	int client = accept(tls.listening, NULL, NULL);
	SSL *ssl = SSL_new(tls.context);
	(void)SSL_set_fd(ssl, client);
	if (SSL_accept(ssl) == 1 && SSL_read(ssl, heard, sizeof(heard)) > 0)
		(void)SSL_write(ssl, said, sizeof(said) - 1);
	(void)SSL_shutdown(ssl);
	SSL_free(ssl);
	(void)close(client);
}

static void listen_somewhere(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t size = sizeof(address);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	tls.listening = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(tls.listening, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(tls.listening, 5), 0);
	assert_int_equal(getsockname(tls.listening, (struct sockaddr *)&address, &size), 0);
	tls.port = ntohs(address.sin_port);
}

static void write_certificate(const X509 *certificate)
{
	(void)snprintf(tls.path, sizeof(tls.path), "/tmp/outside-XXXXXX");
	int fd = mkstemp(tls.path);
	FILE *file = fdopen(fd, "w");
	assert_int_equal(PEM_write_X509(file, certificate), 1);
	(void)fclose(file);
}

static void serve_as(const char *name, long ends_in_s)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = make_certificate(key, name, ends_in_s);
	tls.context = SSL_CTX_new(TLS_server_method());
	assert_int_equal(SSL_CTX_use_certificate(tls.context, certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(tls.context, key), 1);
	write_certificate(certificate);
	listen_somewhere();
	X509_free(certificate);
	EVP_PKEY_free(key);
	assert_int_equal(uv_thread_create(&tls.thread, serve_one, NULL), 0);
}

static bool is_answered(void)
{
	return ask.is_answered;
}

static void ask_with(const char *ca)
{
	memset(&ask, 0, sizeof(ask));
	assert_int_equal(stage_begin_with("127.0.0.0/8", ca), 0);
	name_leads_to("localhost.example", "127.0.0.1");
	(void)snprintf(ask.url, sizeof(ask.url), "https://localhost.example:%d/", tls.port);
	ask.request = (struct outside_http){.method = "GET",
		.url = text_from(ask.url),
		.body_most = 10,
		.limit_ms = STAGE_PATIENCE_MS / 2};
	ask.asking = (struct outside_asking){&ask.request, note_answer};
	outside_http_begin(stage.outside, &ask.asking);
	stage_await(is_answered);
	(void)uv_thread_join(&tls.thread);
	(void)stage_end(NULL);
	(void)close(tls.listening);
	SSL_CTX_free(tls.context);
	(void)unlink(tls.path);
}

static const char refused[] = "The server's certificate is refused: ";

static void a_certificate_that_nobody_vouches_for_is_refused(void **state)
{
	serve_as("localhost.example", YEAR_S);
	ask_with("");
	assert_memory_equal(ask.failure, refused, sizeof(refused) - 1);
	assert_non_null(strstr(ask.failure, "self-signed"));
}

static void the_operators_authority_is_believed(void **state)
{
	serve_as("localhost.example", YEAR_S);
	ask_with(tls.path);
	assert_string_equal(ask.failure, "");
	assert_int_equal(ask.status, 200);
}

static void a_certificate_for_another_name_is_refused(void **state)
{
	serve_as("other.example", YEAR_S);
	ask_with(tls.path);
	assert_memory_equal(ask.failure, refused, sizeof(refused) - 1);
}

static void a_certificate_that_has_ended_is_refused(void **state)
{
	serve_as("localhost.example", -3600);
	ask_with(tls.path);
	assert_memory_equal(ask.failure, refused, sizeof(refused) - 1);
	assert_non_null(strstr(ask.failure, "expired"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_certificate_that_nobody_vouches_for_is_refused),
		cmocka_unit_test(the_operators_authority_is_believed),
		cmocka_unit_test(a_certificate_for_another_name_is_refused),
		cmocka_unit_test(a_certificate_that_has_ended_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
