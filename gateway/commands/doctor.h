/* frontdesk doctor: one line per thing looked at, and what to do where something is wrong. */
#ifndef FRONTDESK_DOCTOR_H
#define FRONTDESK_DOCTOR_H

#include "base/settings.h"
#include "crypto/keyring.h"
#include "pg/owner_db.h"

enum verdict { VERDICT_OK, VERDICT_WARN, VERDICT_FAIL };

struct doctor {
	struct arena *arena;
	const struct settings *settings;
	struct keyring *keyring; /* NULL when it could not be loaded */
	size_t counts[VERDICT_FAIL + 1];
};

/* Prints one line, and counts it. */
void doctor_say(struct doctor *doctor, enum verdict verdict, const char *subject,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* What this machine has: addresses, keys, descriptors, libraries. */
void doctor_look_at_host(struct doctor *doctor);
/* The certificate, where TLS is ended here. */
void doctor_look_at_tls(struct doctor *doctor);
/* The one that the server shows to PostgreSQL, where the setting database names one. */
void doctor_look_at_client_certificate(struct doctor *doctor);
/* What the Redis servers say: reachable, how fast, which version, how they treat slow subscribers.
 */
void doctor_look_at_redis(struct doctor *doctor);
/* Where messages are kept while PostgreSQL is away. */
void doctor_look_at_spool(struct doctor *doctor);
/* Whether the mail server lets us in. */
void doctor_look_at_mail(struct doctor *doctor);
/* Whether files can be taken: a folder for them, and a scanner that finds what it should. */
void doctor_look_at_files(struct doctor *doctor);
/* What the server's own login sees: version, clock, durability, and that the walls hold. */
void doctor_look_at_gateway(struct doctor *doctor, struct owner_db *db);
/* What the owner sees: migrations, keys of tenants, refused origins, dead letters, disk. */
void doctor_look_at_owner(struct doctor *doctor, struct owner_db *db);
/* How many tenants there are, and whether PostgreSQL has room for pg_dump's locks. */
void doctor_look_at_cell(struct doctor *doctor, struct owner_db *db);

#endif
