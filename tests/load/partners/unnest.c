/*
 * The writer's partner: the same rows into a table of the same shape, in the same batches, by the
 * least that does it: INSERT … SELECT FROM unnest, in libpq's pipeline mode with one batch on its
 * way while the next is made. It numbers the rows itself and trusts that nothing fails.
 *
 *     unnest CONNECTION SCHEMA SESSIONS-FILE ROWS
 */
#include <arpa/inet.h>
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	SESSIONS_MAX = 10000,
	BATCH = 256,
	SEALED_SIZE = 170,
	COLUMNS = 8,
	UUID = 2950,
	INT8 = 20,
	TEXT = 25,
	BYTEA = 17,
	TIMESTAMPTZ = 1184
};

static unsigned char sessions[SESSIONS_MAX][16];
static int64_t last_seqs[SESSIONS_MAX];
static size_t session_count;

struct array {
	char bytes[20 + BATCH * (4 + SEALED_SIZE)];
	size_t size;
};

static void add_int32(struct array *array, uint32_t value)
{
	value = htonl(value);
	memcpy(array->bytes + array->size, &value, sizeof(value));
	array->size += sizeof(value);
}

static void begin(struct array *array, uint32_t type, uint32_t count)
{
	array->size = 0;
	add_int32(array, 1);
	add_int32(array, 0);
	add_int32(array, type);
	add_int32(array, count);
	add_int32(array, 1);
}

static void add(struct array *array, const void *bytes, size_t size)
{
	add_int32(array, (uint32_t)size);
	memcpy(array->bytes + array->size, bytes, size);
	array->size += size;
}

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void add_row(struct array columns[COLUMNS], size_t number)
{
	static const char zeros[SEALED_SIZE];
	size_t session = number % session_count;
	uint64_t seq = htobe64((uint64_t)++last_seqs[session]);
	uint64_t at = htobe64((uint64_t)(now_us() - 946684800000000));
	unsigned char id[16];
	for (size_t i = 0; i < sizeof(id); i++)
		id[i] = (unsigned char)rand();
	const uint64_t time = htobe64((uint64_t)(now_us() / 1000) << 16);
	memcpy(id, &time, 6); /* version 7, as ours */
	id[6] = (unsigned char)((id[6] & 0x0F) | 0x70);
	add(&columns[0], id, sizeof(id));
	add(&columns[1], sessions[session], 16);
	add(&columns[2], &seq, sizeof(seq));
	add(&columns[3], "visitor", 7);
	add(&columns[4], "0123456789abcdef0123456789abcdef", 32);
	add(&columns[5], zeros, SEALED_SIZE);
	add(&columns[6], zeros, 16);
	add(&columns[7], &at, sizeof(at));
}

static void check(PGconn *connection, int is_fine)
{
	if (is_fine)
		return;
	fprintf(stderr, "unnest: %s", PQerrorMessage(connection));
	exit(1);
}

static void send_batch(PGconn *connection, size_t first, size_t count)
{
	static const uint32_t types[COLUMNS] = {
		UUID, UUID, INT8, TEXT, TEXT, BYTEA, BYTEA, TIMESTAMPTZ};
	static struct array columns[COLUMNS];
	const char *values[COLUMNS];
	int sizes[COLUMNS], formats[COLUMNS];
	for (size_t i = 0; i < COLUMNS; i++)
		begin(&columns[i], types[i], (uint32_t)count);
	for (size_t i = 0; i < count; i++)
		add_row(columns, first + i);
	for (size_t i = 0; i < COLUMNS; i++) {
		values[i] = columns[i].bytes;
		sizes[i] = (int)columns[i].size;
		formats[i] = 1;
	}
	check(connection,
		PQsendQueryParams(connection,
			"INSERT INTO chat_messages (id, session_id, seq, sender_type, sender_id, "
			"content, fingerprint, created_at) SELECT * FROM unnest($1::uuid[], "
			"$2::uuid[], "
			"$3::bigint[], $4::text[], $5::text[], $6::bytea[], $7::bytea[], "
			"$8::timestamptz[])",
			COLUMNS, NULL, values, sizes, formats, 1));
	check(connection, PQpipelineSync(connection));
}

/* The statement's result, the NULL behind it, and the Sync's. */
static void await_batch(PGconn *connection)
{
	for (;;) {
		PGresult *result = PQgetResult(connection);
		ExecStatusType status = PQresultStatus(result);
		PQclear(result);
		if (status == PGRES_PIPELINE_SYNC)
			return;
		check(connection, !result || status == PGRES_COMMAND_OK);
	}
}

static void read_sessions(const char *path)
{
	char line[64];
	FILE *file = fopen(path, "r");
	while (file && session_count < SESSIONS_MAX && fgets(line, sizeof(line), file)) {
		const char *at = line;
		for (size_t i = 0; i < 16; i++, at += 2) {
			unsigned value;
			at += *at == '-';
			if (sscanf(at, "%2x", &value) != 1)
				exit(2);
			sessions[session_count][i] = (unsigned char)value;
		}
		session_count++;
	}
	if (session_count == 0)
		exit(2);
	(void)fclose(file);
}

int main(int argc, char **argv)
{
	char path[128];
	size_t rows = argc == 5 ? strtoul(argv[4], NULL, 10) : 0, sent = 0, under_way = 0;
	if (rows == 0)
		return 2;
	read_sessions(argv[3]);
	PGconn *connection = PQconnectdb(argv[1]);
	check(connection, PQstatus(connection) == CONNECTION_OK);
	(void)snprintf(path, sizeof(path), "SET search_path = %s", argv[2]);
	PQclear(PQexec(connection, path));
	check(connection, PQenterPipelineMode(connection));
	int64_t start_us = now_us();
	srand((unsigned)start_us); /* other ids than an earlier run's */
	for (size_t i = 0; i < session_count; i++)
		last_seqs[i] = start_us; /* above those of earlier runs */
	while (sent < rows || under_way > 0) {
		if (sent < rows && under_way < 2) {
			size_t count = rows - sent < BATCH ? rows - sent : BATCH;
			send_batch(connection, sent, count);
			sent += count;
			under_way++;
			continue;
		}
		await_batch(connection);
		under_way--;
	}
	double seconds = (double)(now_us() - start_us) / 1e6;
	printf("{\"perSecond\":%.0f,\"seconds\":%.3f}\n", (double)rows / seconds, seconds);
	PQfinish(connection);
	return 0;
}
