/*
 * The schemas, embedded in the binary by sql/generate.mjs: `control` once per database, `tenant`
 * once per tenant's schema. Migrations make their tables: forward only, applied in the order of
 * their numbers, which rise and may have gaps. Their functions, views and triggers are one text,
 * applied whenever it differs from the one that was applied last.
 */
#ifndef FRONTDESK_MIGRATIONS_H
#define FRONTDESK_MIGRATIONS_H

#include <stddef.h>

struct migration {
	int number;       /* 0: the functions */
	const char *name; /* "001_tables": the file's name without .sql; "functions" */
	const char *text; /* may hold several statements; runs within a transaction */
	/* The same as one statement that runs outside a transaction, holds nobody up and may be
	 * repeated; NULL: there is none. `index` is what it makes, or drops. */
	const char *alone, *index;
	const char *sha; /* SHA-256 of the file's text, 64 lower-case hex digits */
};

extern const struct migration migrations_control[];
extern const size_t migrations_control_count;
extern const struct migration functions_control;
extern const struct migration migrations_tenant[];
extern const size_t migrations_tenant_count;
extern const struct migration functions_tenant;
/* SHA-256 of the tenants' migrations and functions, in hex: the version of a schema that has all.
 */
extern const char tenant_schema_version[];

#endif
