/*
 * The writer alone, as fast as it stores: rows of sealed size go in, so many pending at once, and
 * are counted when they are committed.
 *
 *     writer_rows CONNECTION KEYS TENANT SESSIONS-FILE ROWS
 *
 * The file holds the tenant's session ids, a line each. Prints rows a second, and seconds.
 */
#include <endian.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "call/parts.h"
#include "call/start.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "pg/db.h"
#include "pg/tenant_load.h"
#include "pg/tenants.h"
#include "writer/writer.h"

enum { SESSIONS_MAX = 10000, PENDING_MAX = 2048, SEALED_SIZE = 170 };

static struct parts parts;
static struct settings settings;
static struct tenant *tenant;
static struct uuid sessions[SESSIONS_MAX];
static size_t session_count, put_count, stored_count, row_count;
static uint64_t start_ns, end_ns;

static void give_up(const char *why)
{
	fprintf(stderr, "writer_rows: %s, after %zu rows\n", why, stored_count);
	exit(1);
}

/* Version 7 (RFC 9562, 5.7), as the clients of all sessions make them. */
static struct uuid make_id(int64_t now_us)
{
	struct uuid id = uuid_random();
	const uint64_t time = htobe64((uint64_t)(now_us / 1000) << 16);
	memcpy(id.bytes, &time, 6);
	id.bytes[6] = (uint8_t)((id.bytes[6] & 0x0F) | 0x70);
	return id;
}

/* False when the writer takes no more just now. */
static bool put_next(void)
{
	static const char sealed[SEALED_SIZE] = "sealed";
	struct writer_row row = {.tenant = tenant,
		.id = make_id(db_time_us(parts.db)),
		.session_id = sessions[put_count % session_count],
		.sender_type = "visitor",
		.sender_id = "0123456789abcdef0123456789abcdef",
		.sealed = {sealed, sizeof(sealed)},
		.created_at_us = db_time_us(parts.db)};
	if (writer_put(parts.writer, &row) != ERR_NONE)
		return false;
	put_count++;
	return true;
}

static void fill(void)
{
	while (put_count < row_count && put_count - stored_count < PENDING_MAX && put_next())
		;
}

static void stored(
	struct parts *of, const struct writer_row *row, const struct writer_result *result)
{
	if (result->outcome != WRITER_FRESH)
		give_up("a row is not fresh");
	if (++stored_count == row_count)
		end_ns = uv_hrtime();
}

/* Fills up between two turns, as messages would come in. */
static void turn(uv_prepare_t *prepare)
{
	fill();
	if (end_ns > 0)
		uv_stop(parts.env.loop);
}

static void read_sessions(const char *path)
{
	char line[64];
	FILE *file = fopen(path, "r");
	while (file && session_count < SESSIONS_MAX && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (!uuid_parse(text_from(line), &sessions[session_count++]))
			abort();
	}
	if (session_count == 0)
		abort();
	(void)fclose(file);
}

static void load_keys(const char *folder)
{
	const char *reason;
	struct arena arena;
	arena_init(&arena);
	if (sodium_init() < 0 || keyring_load(folder, &arena, &parts.keyring, &reason))
		abort();
	arena_done(&arena);
}

static void make_gateway(const char *connection)
{
	settings.database = connection;
	settings.db_connections = 1;
	settings.db_tenants = 40;
	parts.env.loop = uv_default_loop();
	parts.env.settings = &settings;
	parts.env.log = log_new(LOG_WARN);
	parts.env.metrics = metrics_new();
	parts.env.wheel = wheel_new(parts.env.loop);
	parts.calls = calls_new(&parts);
	parts.db = db_new(&parts);
	parts.tenants = tenants_new(&parts);
	parts.writer = writer_new(&parts, NULL, stored, NULL);
}

int main(int argc, char **argv)
{
	struct uuid id;
	uv_prepare_t prepare;
	if (argc != 6 || !uuid_parse(text_from(argv[3]), &id))
		return 2;
	load_keys(argv[2]);
	read_sessions(argv[4]);
	row_count = strtoul(argv[5], NULL, 10);
	make_gateway(argv[1]);
	tenant = tenant_new(id);
	(void)uv_prepare_init(parts.env.loop, &prepare);
	(void)uv_prepare_start(&prepare, turn);
	start_ns = uv_hrtime();
	srand((unsigned)start_ns); /* other ids than an earlier run's */
	(void)uv_run(parts.env.loop, UV_RUN_DEFAULT);
	double seconds = (double)(end_ns - start_ns) / 1e9;
	printf("{\"perSecond\":%.0f,\"seconds\":%.3f}\n", (double)row_count / seconds, seconds);
	return 0;
}
