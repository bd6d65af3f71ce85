/* The doctor's round: the host, TLS, Redis, the server's login, the owner's. */
#include "commands/doctor.h"

#include <stdarg.h>
#include <stdio.h>

#include "commands/commands.h"

enum { CONNECT_MS = 5000 /* the server's own patience */ };

void doctor_say(
	struct doctor *doctor, enum verdict verdict, const char *subject, const char *format, ...)
{
	static const char *const words[] = {"ok", "warn", "FAIL"};
	va_list arguments;

	doctor->counts[verdict]++;
	printf("%-4s  %-12s  ", words[verdict], subject);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
	(void)fflush(stdout);
}

static void look_through(struct doctor *doctor, const char *setting, const char *conninfo,
	void (*look)(struct doctor *, struct owner_db *))
{
	struct owner_db *db = NULL;
	const char *reason;

	if (owner_db_open(doctor->arena, setting, conninfo, &db, &reason)) {
		doctor_say(doctor, VERDICT_FAIL, setting, "%s", reason);
		return;
	}
	look(doctor, db);
	owner_db_close(&db);
}

/* As the server itself would. */
static void look_as_server(struct doctor *doctor)
{
	struct owner_db *db = NULL;
	const char *reason;

	doctor_look_at_client_certificate(doctor);
	if (owner_db_open_as_server(
		    doctor->arena, doctor->settings->database, CONNECT_MS, &db, &reason)) {
		doctor_say(doctor, VERDICT_FAIL, "database", "%s", reason);
		return;
	}
	doctor_look_at_gateway(doctor, db);
	owner_db_close(&db);
}

static int summarise(const struct doctor *doctor)
{
	const size_t failures = doctor->counts[VERDICT_FAIL],
		     warnings = doctor->counts[VERDICT_WARN];

	printf("\n%zu looked at, %zu to mend, %zu to consider.\n",
		doctor->counts[VERDICT_OK] + failures + warnings, failures, warnings);
	return failures > 0;
}

int command_doctor(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	struct doctor doctor = {.arena = arena, .settings = settings};

	if (argc > 1) {
		fprintf(stderr, "usage: frontdesk doctor\n  Looks at the host, the keys, Redis and "
				"the database, "
				"and says what to do. Exit status 1: something must be mended.\n");
		return 2;
	}
	doctor_look_at_host(&doctor);
	doctor_look_at_tls(&doctor);
	doctor_look_at_redis(&doctor);
	doctor_look_at_spool(&doctor);
	doctor_look_at_mail(&doctor);
	doctor_look_at_files(&doctor);
	look_as_server(&doctor);
	if (*settings->owner_database)
		look_through(
			&doctor, "owner_database", settings->owner_database, doctor_look_at_owner);
	else
		doctor_say(&doctor, VERDICT_WARN, "owner",
			"The setting owner_database is empty: migrations, tenants' keys, refused "
			"origins and dead letters were not looked at.");
	keyring_free(&doctor.keyring);
	return summarise(&doctor);
}
