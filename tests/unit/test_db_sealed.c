/* Opening what a statement read: one bad row does nothing to the others. */
#include "unit.h"

#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "pg/params.h"
#include "pg/sealed.h"
#include "pg/tenant_load.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { COLUMNS = 7, ROWS_MAX = 4 };

static char folder[] = "/tmp/frontdesk-test-XXXXXX";
static const char *key_path;
static struct keyring *ring;
static struct parts parts;
static struct call call;
static struct text cells[ROWS_MAX * COLUMNS];
static size_t row_count;
static const struct sql_statement statement = {
	.name = "test", .sealed_table = "chat_messages", .sealed_column = "content"};

static struct uuid numbered(uint8_t number)
{
	return (struct uuid){.bytes = {[15] = number}};
}

static int make_ring(void **state)
{
	static struct arena memory;
	const char *reason = "";
	if (!mkdtemp(folder) || keyring_init(folder, &memory, &key_path, &reason) ||
		keyring_load(folder, &memory, &ring, &reason))
		return fprintf(stderr, "%s\n", reason), -1;
	*state = &memory;
	parts.env.metrics = metrics_new();
	return 0;
}

static int drop_ring(void **state)
{
	keyring_free(&ring);
	metrics_free(&parts.env.metrics);
	(void)unlink(key_path);
	(void)rmdir(folder);
	arena_done(*state);
	return 0;
}

static int set_up(void **state)
{
	struct uuid key_id;
	(void)state;
	call = (struct call){.parts = &parts, .tenant = tenant_new(numbered(9))};
	struct text wrapped = keyring_make_tenant_key(ring, &call.arena, call.tenant->id, &key_id);
	row_count = 0;
	return keyring_open_tenant(ring, call.tenant->id, &wrapped, 1, &call.tenant->keys);
}

static int tear_down(void **state)
{
	(void)state;
	tenant_unref(&call.tenant);
	arena_done(&call.arena);
	return 0;
}

static struct text uuid_cell(struct uuid uuid)
{
	return arena_copy(&call.arena, (struct text){(const char *)uuid.bytes, sizeof(uuid.bytes)});
}

/* A row as the statement returns it; its sealed bytes belong to `sealed_for` of `session`. */
static struct text *add_row(const char *head, uint8_t session, uint8_t id, uint8_t sealed_for)
{
	struct text *row = &cells[row_count++ * COLUMNS];
	struct seal_key key;
	struct text wrapped = session_key_make(call.tenant->keys, &call.arena, numbered(session));
	const struct seal_place place = {.tenant_id = call.tenant->id,
		.table = TEXT("chat_messages"),
		.column = TEXT("content"),
		.session_id = numbered(session),
		.row_id = numbered(sealed_for),
		.sender_type = TEXT("visitor"),
		.sender_id = TEXT("v")};
	assert_int_equal(session_key_open(call.tenant->keys, numbered(session), wrapped, &key), 0);
	row[0] = text_from(head);
	row[1] = uuid_cell(numbered(session));
	row[2] = uuid_cell(numbered(id));
	row[3] = TEXT("visitor");
	row[4] = TEXT("v");
	row[5] = wrapped;
	row[6] = seal(&call.arena, &key, &place, TEXT("a \"word\""));
	seal_key_wipe(&key);
	return row;
}

/* The items as one array. */
static struct text opened(void)
{
	static const uint32_t types[COLUMNS] = {
		114, OID_UUID, OID_UUID, OID_TEXT, OID_TEXT, OID_BYTEA, OID_BYTEA};
	const struct db_rows rows = {
		.row_count = row_count, .column_count = COLUMNS, .types = types, .cells = cells};
	struct sql_answer answer = {0};
	struct json_writer writer;
	db_sealed_open(&call, &statement, &rows, 0, &answer);
	json_writer_init(&writer, &call.arena);
	json_open_array(&writer);
	for (size_t i = 0; i < answer.item_count; i++)
		json_put_raw(&writer, answer.items[i]);
	json_close_array(&writer);
	return json_writer_text(&writer);
}

static void no_row_is_no_item(void **state)
{
	assert_text_equal(opened(), "[]");
}

static void contents_are_spliced_into_their_heads(void **state)
{
	(void)add_row("{\"id\" : 1}", 1, 1, 1);
	(void)add_row("{}", 2, 2, 2);
	assert_text_equal(opened(),
		"[{\"id\" : 1,\"content\":\"a \\\"word\\\"\"},{\"content\":\"a \\\"word\\\"\"}]");
}

static void a_row_from_another_place_is_unreadable_and_the_others_are_not(void **state)
{
	(void)add_row("{\"id\":1}", 1, 1, 1);
	(void)add_row("{\"id\":2}", 1, 2, 3);
	(void)add_row("{\"id\":3}", 1, 3, 3);
	assert_text_equal(opened(), "[{\"id\":1,\"content\":\"a \\\"word\\\"\"},"
				    "{\"id\":2,\"content\":null,\"unreadable\":true},"
				    "{\"id\":3,\"content\":\"a \\\"word\\\"\"}]");
}

static void an_erased_key_makes_its_session_unreadable(void **state)
{
	add_row("{\"id\":1}", 1, 1, 1)[5] = TEXT_ABSENT;
	(void)add_row("{\"id\":2}", 2, 2, 2);
	assert_text_equal(opened(), "[{\"id\":1,\"content\":null,\"unreadable\":true},"
				    "{\"id\":2,\"content\":\"a \\\"word\\\"\"}]");
}

static void another_sessions_key_does_not_open_it(void **state)
{
	struct text wrapped = add_row("{\"id\":1}", 1, 1, 1)[5];
	add_row("{\"id\":2}", 2, 2, 2)[5] = wrapped;
	assert_text_equal(opened(), "[{\"id\":1,\"content\":\"a \\\"word\\\"\"},"
				    "{\"id\":2,\"content\":null,\"unreadable\":true}]");
}

static void a_row_in_front_is_no_item(void **state)
{
	enum { OWN = 1, WIDTH = OWN + COLUMNS };
	static const uint32_t types[WIDTH] = {
		OID_TEXT, 114, OID_UUID, OID_UUID, OID_TEXT, OID_TEXT, OID_BYTEA, OID_BYTEA};
	struct text wide[2 * WIDTH] = {TEXT("own")};
	struct sql_answer answer = {0};
	const struct db_rows rows = {
		.row_count = 2, .column_count = WIDTH, .types = types, .cells = wide};
	(void)add_row("{\"id\":1}", 1, 1, 1);
	memcpy(&wide[WIDTH + OWN], cells, COLUMNS * sizeof(*cells));
	db_sealed_open(&call, &statement, &rows, 1, &answer);
	assert_int_equal(answer.item_count, 1);
	assert_text_equal(answer.items[0], "{\"id\":1,\"content\":\"a \\\"word\\\"\"}");
}

static void missing_or_short_bytes_are_unreadable(void **state)
{
	add_row("{\"id\":1}", 1, 1, 1)[6] = TEXT_ABSENT;
	add_row("{\"id\":2}", 1, 2, 2)[6].size = 40;
	assert_text_equal(opened(), "[{\"id\":1,\"content\":null,\"unreadable\":true},"
				    "{\"id\":2,\"content\":null,\"unreadable\":true}]");
}

int main(void)
{
#define SEALED_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		SEALED_TEST(no_row_is_no_item),
		SEALED_TEST(contents_are_spliced_into_their_heads),
		SEALED_TEST(a_row_from_another_place_is_unreadable_and_the_others_are_not),
		SEALED_TEST(an_erased_key_makes_its_session_unreadable),
		SEALED_TEST(another_sessions_key_does_not_open_it),
		SEALED_TEST(a_row_in_front_is_no_item),
		SEALED_TEST(missing_or_short_bytes_are_unreadable),
	};
	return cmocka_run_group_tests(tests, make_ring, drop_ring);
}
