/*
 * The database layer without a server around it (driver CONNECTION CONNECTIONS KEYS TENANTS),
 * driven by lines on standard input:
 *
 *     run NUMBER TENANT|- read|write|slow nothing|json|rows SQL     answers: NUMBER error rows json
 *     store TENANT SESSION ID SENDER CONTENT                   answers: ID outcome seq
 *     queue NUMBER COUNT TENANT SQL                            the statement so often, at once
 *
 * At the end of the input it waits for what is under way, closes both, and ends.
 */
#include "call/parts.h"
#include "call/start.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "pg/db.h"
#include "pg/tenant_load.h"
#include "pg/tenants.h"
#include "writer/writer.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { INPUT_SIZE = 1 << 20, TENANTS_MAX = 4096 };

/* What the call's slot for chat points to here. */
struct chat_work {
	struct sql_statement statement;
	int number;
	struct chat_work *next;
	struct tenant *tenant;
	char *sql;
};

static struct parts parts;
static struct settings settings;
static struct tenant *tenants[TENANTS_MAX];
static struct chat_work *commands, **last_command = &commands;
static char input[INPUT_SIZE];
static size_t input_size, under_way;
static bool is_at_end;
static uv_pipe_t standard_input;
static uv_timer_t ending;

static struct uuid read_uuid(const char *text)
{
	struct uuid uuid;
	if (!uuid_parse(text_from(text), &uuid))
		abort();
	return uuid;
}

static struct tenant *find_tenant(const char *text)
{
	if (strcmp(text, "-") == 0)
		return NULL;
	struct uuid id = read_uuid(text);
	for (size_t i = 0; i < TENANTS_MAX; i++) {
		if (!tenants[i])
			tenants[i] = tenant_new(id);
		if (uuid_equals(tenants[i]->id, id))
			return tenants[i];
	}
	abort();
}

static struct next say(struct call *call, const struct sql_answer *answer)
{
	printf("%d %s %zu %.*s\n", call->chat->number, err_code(answer->err), answer->row_count,
		TEXT_ARG(answer->json));
	under_way--;
	free(call->chat->sql);
	free(call->chat);
	return call_done(call);
}

static struct next run(struct call *call)
{
	struct chat_work *command = commands;
	commands = command->next;
	if (!commands)
		last_command = &commands;
	call->chat = command;
	return db_run(call, &command->statement, NULL, say);
}

/* `mode`: read, write or slow. */
static void add_command(
	int number, struct tenant *tenant, char mode, enum sql_returns returns, const char *sql)
{
	struct chat_work *command = calloc(1, sizeof(*command));
	assert(command);
	command->number = number;
	command->sql = strdup(sql);
	command->statement = (struct sql_statement){.name = "test",
		.text = command->sql,
		.scope = tenant ? SQL_TENANT : SQL_CONTROL,
		.returns = returns,
		.is_write = mode == 'w',
		.is_slow = mode == 's'};
	*last_command = command;
	last_command = &command->next;
	under_way++;
	call_start_tick(&parts, tenant, "test", run);
}

static void take_run(char *line)
{
	char tenant[40], mode[8], returns[8];
	int number, at = 0;
	if (sscanf(line, "%d %39s %7s %7s %n", &number, tenant, mode, returns, &at) != 4)
		abort();
	add_command(number, find_tenant(tenant), mode[0],
		returns[0] == 'j'   ? SQL_JSON_VALUE
		: returns[0] == 'r' ? SQL_ROWS
				    : SQL_NOTHING,
		line + at);
}

static void take_queue(char *line)
{
	char tenant[40];
	int number, count, at = 0;
	if (sscanf(line, "%d %d %39s %n", &number, &count, tenant, &at) != 3)
		abort();
	while (count-- > 0)
		add_command(number++, find_tenant(tenant), 'r', SQL_JSON_VALUE, line + at);
}

static void take_store(char *line)
{
	char tenant[40], session[40], id[40];
	struct writer_row row = {.sender_type = "visitor", .created_at_us = db_time_us(parts.db)};
	int at = 0;
	if (sscanf(line, "%39s %39s %39s %100s %n", tenant, session, id, row.sender_id, &at) != 4)
		abort();
	row.tenant = find_tenant(tenant);
	row.session_id = read_uuid(session);
	row.id = read_uuid(id);
	row.sealed = text_from(line + at);
	memcpy(row.fingerprint, line + at, strnlen(line + at, sizeof(row.fingerprint)));
	if (writer_put(parts.writer, &row) != ERR_NONE)
		printf("%s busy 0\n", id);
}

static void stored(
	struct parts *of, const struct writer_row *row, const struct writer_result *result)
{
	static const char *const words[] = {
		"fresh", "duplicate", "conflict", "erased", "ended", "failed"};
	char id[UUID_TEXT_SIZE + 1];
	(void)of;
	uuid_format(row->id, id);
	printf("%s %s %" PRId64 "\n", id, words[result->outcome], result->seq);
}

static void take_line(char *line)
{
	if (strncmp(line, "run ", 4) == 0)
		take_run(line + 4);
	else if (strncmp(line, "queue ", 6) == 0)
		take_queue(line + 6);
	else if (strncmp(line, "store ", 6) == 0)
		take_store(line + 6);
	else
		abort();
}

static void take_lines(void)
{
	char *start = input, *end;
	while ((end = memchr(start, '\n', input_size - (size_t)(start - input))) != NULL) {
		*end = '\0';
		take_line(start);
		start = end + 1;
	}
	input_size -= (size_t)(start - input);
	memmove(input, start, input_size);
	(void)fflush(stdout);
}

/* Looks until all is done, then takes everything down; the loop ends when every handle has. */
static void try_to_end(uv_timer_t *timer)
{
	(void)fflush(stdout);
	if (!is_at_end || under_way > 0 || writer_pending(parts.writer) > 0)
		return;
	uv_close((uv_handle_t *)timer, NULL);
	writer_close(parts.writer);
	writer_free(&parts.writer);
	tenants_free(&parts.tenants);
	db_close(parts.db);
	db_free(&parts.db);
	for (size_t i = 0; i < TENANTS_MAX; i++)
		tenant_unref(&tenants[i]);
	calls_free(&parts.calls);
	wheel_free(&parts.env.wheel);
}

static void make_room(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buffer)
{
	(void)handle;
	(void)suggested;
	*ret_buffer = uv_buf_init(input + input_size, (unsigned)(INPUT_SIZE - input_size));
}

static void take_input(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer)
{
	(void)buffer;
	if (size > 0) {
		input_size += (size_t)size;
		take_lines();
	} else if (size < 0) {
		is_at_end = true;
		uv_close((uv_handle_t *)stream, NULL);
	}
}

int main(int argc, char **argv)
{
	uv_loop_t *loop = uv_default_loop();
	const char *reason;
	struct arena arena;
	if (argc != 5 || sodium_init() < 0)
		return 2;
	settings.database = argv[1];
	settings.db_connections = strtoll(argv[2], NULL, 10);
	settings.db_slow_connections = 2;
	settings.db_tenants = strtoll(argv[4], NULL, 10);
	arena_init(&arena);
	if (keyring_load(argv[3], &arena, &parts.keyring, &reason) != ERR_NONE)
		return 2;
	arena_done(&arena);
	parts.env.loop = loop;
	parts.env.settings = &settings;
	parts.env.log = log_new(LOG_DEBUG);
	parts.env.metrics = metrics_new();
	parts.env.wheel = wheel_new(loop);
	parts.calls = calls_new(&parts);
	parts.db = db_new(&parts);
	parts.tenants = tenants_new(&parts);
	parts.writer = writer_new(&parts, NULL, stored, NULL);
	(void)uv_pipe_init(loop, &standard_input, 0);
	(void)uv_pipe_open(&standard_input, 0);
	(void)uv_read_start((uv_stream_t *)&standard_input, make_room, take_input);
	(void)uv_timer_init(loop, &ending);
	(void)uv_timer_start(&ending, try_to_end, 10, 10);
	(void)uv_run(loop, UV_RUN_DEFAULT);
	metrics_free(&parts.env.metrics);
	keyring_free(&parts.keyring);
	log_free(&parts.env.log);
	return uv_loop_close(loop) == 0 ? 0 : 1;
}
