/*
 * 256 rows of four tenants, sorted, grouped and written out as parameters: what the writer does for
 * one transaction. This file stands for pg/link.c and call/tenant.c.
 */
#include <stdlib.h>

#include "path.h"
#include "pg/tenants.h"
#include "writer/flight.h"

enum { ROWS = 256, TENANTS = 4 };

static struct writer_item *items[ROWS];
static size_t statements;

struct tenant *tenant_ref(struct tenant *tenant)
{
	return tenant;
}

void tenant_unref(struct tenant **tenant)
{
	*tenant = NULL;
}

void db_link_send_scope(struct db_link *link, const char *role)
{
	statements++;
}

void db_link_send(
	struct db_link *link, const char *sql, const uint32_t *oids, const struct db_params *params)
{
	statements++;
}

void db_link_sync(struct db_link *link)
{
	if (statements != 1 + 2 * TENANTS)
		abort();
	statements = 0;
}

void path_prepare(void)
{
	static const char sealed[170] = "sealed";
	static struct tenant tenants[TENANTS];
	for (size_t i = 0; i < TENANTS; i++)
		tenants[i] = (struct tenant){.id = {{(uint8_t)(i + 1)}},
			.role = "tenant_0193a7f2c4d87e6fa1b2c3d4e5f60718"};
	for (size_t i = 0; i < ROWS; i++) {
		const struct writer_row row = {.tenant = &tenants[i % TENANTS],
			.session_id = {{(uint8_t)i, 1}},
			.id = {{(uint8_t)i, 2}},
			.sender_type = "visitor",
			.sender_id = "0123456789abcdef0123456789abcdef",
			.sealed = {sealed, sizeof(sealed)},
			.created_at_us = 1700000000123456};
		items[i] = writer_item_new(&row);
		items[i]->order = i;
	}
}

void path_once(void)
{
	struct writer_flight flight = {.batch = NULL};
	writer_flight_send(&flight, NULL, writer_batch_new(items, ROWS));
	struct writer_batch *batch = writer_flight_end(&flight);
	writer_batch_free(&batch);
}
