/*
 * The numbered schema files, embedded in the binary by sql/generate.mjs: `control` once per
 * database, `tenant` once per tenant's schema. Forward only, applied in the order of their numbers,
 * which rise and may have gaps.
 */
#ifndef FRONTDESK_MIGRATIONS_H
#define FRONTDESK_MIGRATIONS_H

#include <stddef.h>

struct migration {
	int number;
	const char *name; /* "001_tables": the file's name without .sql */
	const char *text; /* the file as it is; may hold several statements */
	const char *sha;  /* SHA-256 of the file, 64 lower-case hex digits */
};

extern const struct migration migrations_control[];
extern const size_t migrations_control_count;
extern const struct migration migrations_tenant[];
extern const size_t migrations_tenant_count;

#endif
