/* What this machine has. */
#include "commands/doctor.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "crypto/open_vaults.h"
#include "net/descriptors.h"
#include "pictures/pictures.h"
#include "sockets/lws.h"

static bool is_local(const char *host)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strncmp(host, names[i], strlen(names[i])) == 0 &&
			strchr(":/", host[strlen(names[i])]))
			return true;
	return false;
}

/* Browsers keep __Host- cookies only from secure pages; localhost counts as one. */
static void look_at_url(struct doctor *doctor)
{
	const char *url = doctor->settings->public_url;

	if (strncmp(url, "https://", 8) == 0)
		doctor_say(doctor, VERDICT_OK, "public_url", "%s", url);
	else if (strncmp(url, "http://", 7) == 0 && is_local(url + 7))
		doctor_say(doctor, VERDICT_OK, "public_url", "%s, for this machine alone.", url);
	else
		doctor_say(doctor, VERDICT_FAIL, "public_url",
			"With %s nobody can sign in: browsers keep the cookie only over https. Set "
			"public_url to the https address, with tls_certificate and tls_key, or a "
			"balancer that does TLS.",
			url);
}

static void look_at_keys(struct doctor *doctor)
{
	const char *reason;

	if (keyring_load(doctor->settings->keys, doctor->arena, &doctor->keyring, &reason))
		doctor_say(doctor, VERDICT_FAIL, "keys", "%s", reason);
	else
		doctor_say(doctor, VERDICT_OK, "keys",
			"%zu in %s, readable by their owner alone. Keep a copy elsewhere: without "
			"the master key every message is lost.",
			keyring_count(doctor->keyring), doctor->settings->keys);
}

/* Each tenant's keys take a page of locked memory and four mappings. */
static void look_at_guarded_memory(struct doctor *doctor)
{
	enum { FEW = 64 };
	const size_t tenants = open_vaults_most();

	if (tenants >= FEW)
		doctor_say(doctor, VERDICT_OK, "memory",
			"The keys of %zu tenants are kept open at once; those of others are opened "
			"anew when they are used.",
			tenants);
	else
		doctor_say(doctor, VERDICT_WARN, "memory",
			"The keys of only %zu tenants can be kept open at once: with more, each "
			"message may open them anew. Raise LimitMEMLOCK (ulimit -l), 4 KB each, or "
			"vm.max_map_count.",
			tenants);
}

/* The server raises its soft limit as far as it needs. */
static void look_at_descriptors(struct doctor *doctor)
{
	const struct settings *settings = doctor->settings;
	const uint64_t limit = descriptors_hard_limit();
	const uint64_t connections = descriptors_connections(settings, limit);

	if (connections == (uint64_t)settings->connections_max)
		doctor_say(doctor, VERDICT_OK, "descriptors",
			"Enough for %llu connections a worker.", (unsigned long long)connections);
	else
		doctor_say(doctor, VERDICT_WARN, "descriptors",
			"A process may open %llu files here, so %llu connections instead of "
			"connections_max = %lld, which want %llu. Raise LimitNOFILE (ulimit -n), "
			"or run more workers.",
			(unsigned long long)limit, (unsigned long long)connections,
			(long long)settings->connections_max,
			(unsigned long long)descriptors_wanted(settings));
}

static void look_at_libraries(struct doctor *doctor)
{
	const int libpq = owner_db_library_version();

	doctor_say(doctor, VERDICT_OK, "libraries",
		"libwebsockets %s, libuv %s, libsodium %s, libpq %d.%d", lws_get_library_version(),
		uv_version_string(), sodium_version_string(), libpq / 10000, libpq % 10000);
}

/* It is started for each picture. */
static void look_at_pictures(struct doctor *doctor)
{
	const char *program = pictures_program(doctor->arena);

	if (program && access(program, X_OK) == 0)
		doctor_say(doctor, VERDICT_OK, "pictures", "They are made anew by %s.", program);
	else
		doctor_say(doctor, VERDICT_WARN, "pictures",
			"None can be shown: frontdesk-pictures has to lie beside this program. It "
			"is built with it.");
}

void doctor_look_at_host(struct doctor *doctor)
{
	look_at_libraries(doctor);
	look_at_url(doctor);
	look_at_keys(doctor);
	look_at_guarded_memory(doctor);
	look_at_descriptors(doctor);
	look_at_pictures(doctor);
}
