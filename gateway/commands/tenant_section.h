/*
 * What a tenant consists of, table by table: the people who work for it, the tables of its schema,
 * each behind those that it refers to, its rows of control, and where its sequences stand. Which
 * they are is read from the catalogue, so that a new table of the schema comes along by itself; of
 * control, the tables are named here (tests/sql/moves.test.mjs asks for each that bears a tenant's
 * id).
 *
 * A row is a JSON object. People are named by their address, which is who they are in every
 * installation; their ids may differ.
 */
#ifndef FRONTDESK_TENANT_SECTION_H
#define FRONTDESK_TENANT_SECTION_H

#include "commands/parcel_file.h"
#include "pg/migrate.h"

struct tenant_section {
	const char *name;    /* "tenant.visitors", "control.memberships" */
	const char *columns; /* by commas */
	const char *read; /* a statement: each row as JSON, in an order that is the same anywhere */
	const char *write; /* another: stores the rows of the JSON array $1 */
	bool is_compared;  /* not people: who works here already stays as they are */
};

struct tenant_sections {
	const struct tenant_section *items;
	size_t count;
};

bool tenant_sections_list(struct admin *admin, const struct migrate_target *target,
	struct tenant_sections *ret_sections);
/* The tables of the schema by commas, for a statement. */
bool tenant_tables(struct admin *admin, const struct migrate_target *target, const char *format,
	const char *between, const char **ret_text);
/* Begins a transaction in the owner's role, in which a value has one form whatever the login's
 * settings; `mode` stands behind BEGIN. */
bool tenant_begin(struct admin *admin, const char *mode);
/* Reads all rows, into the file unless it is NULL; answers how many there were and their hash, as
 * one text. */
bool tenant_section_read(struct admin *admin, const struct tenant_section *section,
	struct parcel_file *file, const char **ret_sum);
/* Runs a script; PostgreSQL's words are the reason where it fails. */
bool tenant_script(struct admin *admin, const char *script);
/* Keeps what PostgreSQL said as the reason, beyond the arena that it is in; always false. */
bool tenant_failed(struct admin *admin);

#endif
