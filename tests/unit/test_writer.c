/* The writer while PostgreSQL stores what it is sent: batches, the queue, the end. */
#include "writer_fakes.h"

static void what_comes_within_a_flush_travels_in_one_transaction_tenant_by_tenant(void **state)
{
	connect_server();
	put_many(0, 1, 3);
	put_many(1, 10, 2);
	put_many(0, 4, 1);
	await_transaction();
	assert_int_equal(server.sent_count, 7);
	assert_int_equal(server.sent[0].kind, SENT_LOCKS);
	assert_string_equal(server.sent[1].role, tenants[0]->role);
	assert_int_equal(server.sent[3].rows, 4);
	assert_true(uuid_equals(server.sent[3].ids[3], numbered(4)));
	assert_string_equal(server.sent[4].role, tenants[1]->role);
	assert_int_equal(server.sent[6].rows, 2);
	answer();
	assert_int_equal(server.stored[WRITER_FRESH], 6);
	assert_int_equal(writer_pending(parts.writer), 0);
}

static void nobody_hears_stored_before_the_sync(void **state)
{
	connect_server();
	put_many(0, 1, 1);
	await_transaction();
	for (size_t i = 0; i < 3; i++)
		deliver(PGRES_TUPLES_OK);
	deliver_added(&server.sent[3]);
	assert_int_equal(server.stored[WRITER_FRESH], 0);
	server.sent_count = 0;
	server.is_synced = false;
	deliver(PGRES_PIPELINE_SYNC);
	assert_int_equal(server.stored[WRITER_FRESH], 1);
}

static void a_connection_that_another_relieves_gets_no_batch_and_loses_none(void **state)
{
	connect_server();
	put_many(0, 1, 3);
	await_transaction();
	server.is_relieved = true;
	put_many(0, 4, 256);
	answer();
	assert_int_equal(server.stored[WRITER_FRESH], 3);
	assert_false(server.is_synced);
	renew_server();
	assert_true(server.is_synced);
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 259);
}

static void a_batch_has_rows_of_so_many_tenants_at_most(void **state)
{
	settings.db_tenants = 1;
	connect_server();
	put_many(0, 1, 3);
	put_many(1, 10, 2);
	put_many(0, 4, 1);
	for (size_t i = 0; i < 2; i++) {
		await_transaction();
		assert_int_equal(server.sent_count, 4);
		assert_string_equal(server.sent[1].role, tenants[i]->role);
		assert_int_equal(server.sent[3].rows, i == 0 ? 4 : 2);
		answer();
	}
	assert_int_equal(server.stored[WRITER_FRESH], 6);
}

static void a_full_batch_does_not_wait(void **state)
{
	connect_server();
	put_many(0, 1, 256);
	assert_true(server.is_synced);
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 256);
	assert_int_equal(server.transactions, 1);
}

static void a_tenants_share_of_the_queue_is_an_eighth(void **state)
{
	put_many(0, 1, 8192);
	assert_int_equal(put(0, 9000), ERR_BUSY);
	assert_int_equal(put(1, 9001), ERR_NONE);
}

static void a_closing_writer_takes_nothing_and_stores_what_it_has(void **state)
{
	connect_server();
	put_many(0, 1, 3);
	writer_close(parts.writer);
	assert_int_equal(put(0, 4), ERR_BUSY);
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 3);
	assert_int_equal(server.link->state, DB_LINK_IDLE);
}

static void what_was_never_stored_is_dropped_with_the_writer(void **state)
{
	connect_server();
	put_many(0, 1, 600);
	assert_int_equal(tenants[0]->writer_rows, 600);
	writer_free(&parts.writer);
	assert_int_equal(tenants[0]->writer_rows, 0);
	assert_int_equal(tenants[0]->writer_bytes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		writer_test(what_comes_within_a_flush_travels_in_one_transaction_tenant_by_tenant),
		writer_test(nobody_hears_stored_before_the_sync),
		writer_test(a_connection_that_another_relieves_gets_no_batch_and_loses_none),
		writer_test(a_batch_has_rows_of_so_many_tenants_at_most),
		writer_test(a_full_batch_does_not_wait),
		writer_test(a_tenants_share_of_the_queue_is_an_eighth),
		writer_test(a_closing_writer_takes_nothing_and_stores_what_it_has),
		writer_test(what_was_never_stored_is_dropped_with_the_writer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
