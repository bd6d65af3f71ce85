/* A row, a tenant or the server at fault: what is stored all the same, and who is held up. */
#include "writer_fakes.h"

static void a_guilty_row_ends_alone_in_the_dead_letters(void **state)
{
	server.guilty = numbered(77);
	connect_server();
	put_many(0, 1, 100);
	put_many(1, 1001, 50);
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 149);
	assert_int_equal(server.stored[WRITER_FAILED], 1);
	assert_true(uuid_equals(server.failed_id, numbered(77)));
	assert_true(server.transactions < 20); /* halves, not row by row */
}

static void a_row_that_fails_alone_is_tried_once_more(void **state)
{
	server.guilty = numbered(1);
	connect_server();
	put_many(0, 1, 1);
	await_transaction();
	answer();
	server.guilty = numbered(0); /* whoever raced it for its id is done */
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 1);
	assert_int_equal(server.stored[WRITER_FAILED], 0);
}

static void an_id_that_was_stored_before_has_its_tenant_alone_asked_what_it_has(void **state)
{
	server.known = 5;
	connect_server();
	put_many(0, 1, 4);
	put_many(1, 11, 4);
	put_many(0, 5, 1);
	await_transaction();
	answer();
	await_transaction();
	assert_true(server.sent[3].may_be_known);
	assert_false(server.sent[6].may_be_known);
	answer();
	assert_int_equal(server.transactions, 2);
	assert_int_equal(server.stored[WRITER_DUPLICATE], 1);
	assert_int_equal(server.stored[WRITER_FRESH], 8);
	assert_int_equal(server.stored[WRITER_FAILED], 0);
}

static void a_tenant_whose_messages_come_again_is_asked_first_for_a_while(void **state)
{
	server.known = 5;
	connect_server();
	put_many(0, 5, 1);
	answer_all();
	assert_int_equal(server.transactions, 2);
	put_many(0, 10, 1);
	put_many(1, 11, 1);
	answer_all();
	assert_int_equal(server.transactions, 3);
	assert_int_equal(server.stored[WRITER_DUPLICATE], 2);
}

static void where_many_tenants_messages_come_again_the_batch_is_sent_three_times_at_most(
	void **state)
{
	server.known = 5;
	connect_server();
	for (uint32_t i = 0; i < TENANTS; i++)
		put_many(i, 5 * i + 1, 5);
	answer_all();
	assert_int_equal(server.transactions, 3);
	assert_int_equal(server.stored[WRITER_DUPLICATE], TENANTS);
	assert_int_equal(server.stored[WRITER_FRESH], 4 * TENANTS);
}

static void an_id_that_is_taken_all_the_same_is_refused_by_itself(void **state)
{
	server.guilty = numbered(2);
	server.guilt = "23505";
	connect_server();
	put_many(0, 1, 3);
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 2);
	assert_int_equal(server.stored[WRITER_FAILED], 1);
	assert_true(uuid_equals(server.failed_id, numbered(2)));
}

static void a_lost_connection_sends_the_same_rows_again(void **state)
{
	connect_server();
	put_many(0, 1, 5);
	await_transaction();
	lose_server();
	assert_int_equal(writer_pending(parts.writer), 5);
	connect_server();
	await_transaction();
	assert_int_equal(server.sent[3].rows, 5);
	assert_true(server.sent[3].may_be_known);
	answer();
	assert_int_equal(server.stored[WRITER_FRESH], 5);
}

static void a_closed_role_holds_its_own_rows_only(void **state)
{
	server.closed_role = tenants[0]->role;
	connect_server();
	put_many(0, 1, 10);
	put_many(1, 1001, 10);
	await_transaction();
	answer();
	while (server.stored[WRITER_FRESH] < 10) {
		await_transaction();
		answer();
	}
	assert_int_equal(writer_pending(parts.writer), 10);
	server.closed_role = NULL;
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 20);
	assert_int_equal(server.stored[WRITER_FAILED], 0);
}

static void a_deleted_tenants_rows_end_as_erased(void **state)
{
	server.closed_role = tenants[0]->role;
	server.fate = ERR_ABSENT;
	connect_server();
	put_many(0, 1, 10);
	put_many(1, 1001, 10);
	answer_all();
	assert_int_equal(server.stored[WRITER_ERASED], 10);
	assert_int_equal(server.stored[WRITER_FRESH], 10);
}

static void of_a_tenant_about_which_nobody_knows_the_rows_stay(void **state)
{
	server.closed_role = tenants[0]->role;
	server.fate = ERR_BUSY;
	connect_server();
	put_many(0, 1, 10);
	for (int tries = 0; tries < 3; tries++) {
		await_transaction();
		answer();
	}
	assert_int_equal(writer_pending(parts.writer), 10);
	server.closed_role = NULL;
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 10);
}

/* The transaction's statements succeed; its commit does not. */
static void fail_at_commit(const char *sqlstate)
{
	static struct sent sent[SENT_MAX];
	size_t count = server.sent_count;
	memcpy(sent, server.sent, sizeof(sent));
	server.sent_count = 0;
	for (size_t i = 0; i < count; i++)
		answer_statement(&sent[i], &(bool){false});
	server.sqlstate = sqlstate;
	deliver(PGRES_FATAL_ERROR);
	server.is_synced = false;
	server.link->syncs_pending--;
	deliver(PGRES_PIPELINE_SYNC);
}

static void a_tenants_failure_at_the_commit_is_found_by_splitting(void **state)
{
	server.fate = ERR_NONE;
	connect_server();
	put_many(0, 1, 3);
	put_many(1, 10, 2);
	await_transaction();
	fail_at_commit("42883");
	assert_int_equal(writer_pending(parts.writer), 5);
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 5);
}

static void a_deadlock_at_the_commit_is_tried_again_as_a_whole(void **state)
{
	server.fate = ERR_ABSENT; /* were the tenant asked about, its rows would end */
	connect_server();
	put_many(0, 1, 3);
	await_transaction();
	fail_at_commit("40001");
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 3);
	assert_int_equal(server.transactions, 2);
}

static bool is_under_way(struct uuid id)
{
	for (size_t i = 0; i < server.sent_count; i++) {
		for (size_t row = 0; server.sent[i].kind == SENT_STORE && row < server.sent[i].rows;
			row++) {
			if (uuid_equals(server.sent[i].ids[row], id))
				return true;
		}
	}
	return false;
}

/* Answers what is under way, unless the row that ends the server is part of it. */
static void answer_or_die(struct uuid killer)
{
	await_transaction();
	if (!is_under_way(killer)) {
		answer();
		return;
	}
	lose_server();
	connect_server();
}

static void a_row_that_ends_the_server_holds_nobody_up(void **state)
{
	uint32_t fresh = 100000;
	connect_server();
	put_many(0, 1, 256);
	while (server.stored[WRITER_FRESH] < 255 || fresh < 100010) {
		answer_or_die(numbered(77));
		if (server.stored[WRITER_FRESH] > 200 && fresh < 100010)
			put_many(1, fresh++, 1);
	}
	assert_true(writer_pending(parts.writer) >= 1);
	assert_int_equal(server.stored[WRITER_FAILED], 0);
}

static void a_row_that_ends_the_server_again_and_again_goes_to_the_dead_letters(void **state)
{
	uint32_t fresh = 2;
	connect_server();
	put_many(0, 1, 1);
	while (server.stored[WRITER_FAILED] == 0) {
		answer_or_die(numbered(1));
		if (writer_pending(parts.writer) == 1)
			put_many(1, fresh++, 1); /* others are stored: it is not the server */
	}
	assert_true(uuid_equals(server.failed_id, numbered(1)));
	assert_int_equal(server.stored[WRITER_FRESH], fresh - 2 - (writer_pending(parts.writer)));
}

static void a_server_that_refuses_gets_everything_again_later(void **state)
{
	server.refusal = "53300";
	connect_server();
	put_many(0, 1, 300);
	await_transaction();
	answer();
	assert_false(server.is_synced); /* held: the rows behind do not try their luck either */
	assert_int_equal(writer_pending(parts.writer), 300);
	server.refusal = NULL;
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 300);
}

static void a_dead_letter_that_cannot_be_written_waits_and_holds_nobody_up(void **state)
{
	server.guilty = numbered(1);
	connect_server();
	put_many(0, 1, 1);
	for (int tries = 0; tries < 2; tries++) {
		await_transaction();
		answer();
	}
	await_transaction();
	assert_int_equal(server.sent[0].kind, SENT_DEAD);
	server.refusal = "42883";
	answer();
	server.refusal = NULL;
	put_many(1, 2, 1);
	answer_all();
	assert_int_equal(server.stored[WRITER_FRESH], 1);
	assert_int_equal(server.stored[WRITER_FAILED], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		writer_test(a_guilty_row_ends_alone_in_the_dead_letters),
		writer_test(a_row_that_fails_alone_is_tried_once_more),
		writer_test(an_id_that_was_stored_before_has_its_tenant_alone_asked_what_it_has),
		writer_test(a_tenant_whose_messages_come_again_is_asked_first_for_a_while),
		writer_test(
			where_many_tenants_messages_come_again_the_batch_is_sent_three_times_at_most),
		writer_test(an_id_that_is_taken_all_the_same_is_refused_by_itself),
		writer_test(a_lost_connection_sends_the_same_rows_again),
		writer_test(a_closed_role_holds_its_own_rows_only),
		writer_test(a_deleted_tenants_rows_end_as_erased),
		writer_test(of_a_tenant_about_which_nobody_knows_the_rows_stay),
		writer_test(a_tenants_failure_at_the_commit_is_found_by_splitting),
		writer_test(a_deadlock_at_the_commit_is_tried_again_as_a_whole),
		writer_test(a_row_that_ends_the_server_holds_nobody_up),
		writer_test(a_row_that_ends_the_server_again_and_again_goes_to_the_dead_letters),
		writer_test(a_server_that_refuses_gets_everything_again_later),
		writer_test(a_dead_letter_that_cannot_be_written_waits_and_holds_nobody_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
