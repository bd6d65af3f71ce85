/* The certificate and its key, where this server ends TLS itself. */
#include "commands/doctor.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "net/certificate.h"

enum { SECONDS_A_DAY = 24 * 60 * 60, DAYS_LEAST = 14, HOST_SIZE = 256 };

/* The host of public_url, without its port and an IPv6 address's brackets; false: none that fits.
 */
static bool host_of(const char *url, char ret_host[HOST_SIZE])
{
	const char *host = strstr(url, "://");
	if (!host)
		return false;
	host += 3;
	bool is_v6 = *host == '[';
	host += is_v6;
	size_t size = strcspn(host, is_v6 ? "]" : ":/");
	if (size == 0 || size >= HOST_SIZE)
		return false;
	memcpy(ret_host, host, size);
	ret_host[size] = '\0';
	return true;
}

static void look_at_expiry(
	struct doctor *doctor, const char *subject, const struct ssl_ctx_st *context)
{
	const int64_t now = (int64_t)time(NULL);
	const long long days = (certificate_expires_at(context) - now) / SECONDS_A_DAY;

	if (certificate_begins_at(context) > now)
		doctor_say(doctor, VERDICT_WARN, subject,
			"By this machine's clock it is not valid yet. Is the clock right?");
	if (days < DAYS_LEAST)
		doctor_say(doctor, VERDICT_WARN, subject,
			"It expires in %lld days: renew it. The server takes a new one by itself "
			"when the files change.",
			days);
	else
		doctor_say(doctor, VERDICT_OK, subject, "Good for %lld days.", days);
}

static void look_at_names(struct doctor *doctor, const struct ssl_ctx_st *context)
{
	char host[HOST_SIZE];

	if (!host_of(doctor->settings->public_url, host))
		return;
	if (!certificate_covers(context, host))
		doctor_say(doctor, VERDICT_FAIL, "certificate",
			"It does not name %s, the host of public_url: browsers will refuse it.",
			host);
}

static void look_at_pair(struct doctor *doctor)
{
	const struct settings *settings = doctor->settings;
	const char *reason = NULL;
	struct ssl_ctx_st *context =
		certificate_load(settings->tls_certificate, settings->tls_key, &reason);

	if (!context) {
		doctor_say(doctor, VERDICT_FAIL, "certificate", "%s: %s, %s.", reason,
			settings->tls_certificate, settings->tls_key);
		return;
	}
	look_at_expiry(doctor, "certificate", context);
	look_at_names(doctor, context);
	certificate_free(&context);
}

/* A key that cannot be looked at is look_at_pair's. */
static void look_at_key(struct doctor *doctor)
{
	const char *path = doctor->settings->tls_key;
	struct stat file;

	if (stat(path, &file) != 0)
		return;
	if ((file.st_mode & 077) != 0)
		doctor_say(doctor, VERDICT_FAIL, "tls_key",
			"%s is open to others than its owner: chmod go= %s", path, path);
	else
		doctor_say(doctor, VERDICT_OK, "tls_key", "%s, readable by its owner alone.", path);
}

void doctor_look_at_tls(struct doctor *doctor)
{
	const struct settings *settings = doctor->settings;

	if (!*settings->tls_certificate && !*settings->tls_key)
		return;
	if (!*settings->tls_certificate || !*settings->tls_key) {
		doctor_say(doctor, VERDICT_FAIL, "certificate",
			"Of tls_certificate and tls_key only one is set: set both, or none.");
		return;
	}
	look_at_pair(doctor);
	look_at_key(doctor);
}

void doctor_look_at_client_certificate(struct doctor *doctor)
{
	const char *database = doctor->settings->database, *reason = NULL;
	const char *certificate = owner_db_keyword(doctor->arena, database, "sslcert");
	const char *key = owner_db_keyword(doctor->arena, database, "sslkey");
	struct ssl_ctx_st *context;

	if (!certificate && !key)
		return;
	if (!certificate || !key) {
		doctor_say(doctor, VERDICT_WARN, "sslcert",
			"The setting database names only one of sslcert and sslkey: name both.");
		return;
	}
	context = certificate_load(certificate, key, &reason);
	if (!context) {
		doctor_say(
			doctor, VERDICT_FAIL, "sslcert", "%s: %s, %s.", reason, certificate, key);
		return;
	}
	look_at_expiry(doctor, "sslcert", context);
	certificate_free(&context);
}
