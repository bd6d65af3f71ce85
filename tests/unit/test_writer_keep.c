/* What the writer gives to a spool, which stands for one in here and takes whatever it is given. */
#include "writer_fakes.h"

#include "spool/spool.h"
#include "time_fakes.h"

struct spool {
	size_t given, stored;
};

static struct spool spool;

uint64_t uv_hrtime(void)
{
	return time_now_ms * 1000000;
}

void spool_own(struct spool *of, struct writer *writer, const struct spool_owner *owner)
{
	(void)of;
	(void)writer;
	(void)owner;
}

bool spool_is_healthy(const struct spool *of)
{
	return of == &spool;
}

void spool_keep(struct spool *of, struct spool_row *row)
{
	of->given++;
	row->item->given = NULL; /* on its way for ever */
	spool_row_free(&row);
}

void spool_stored(struct spool *of, struct spool_place place)
{
	(void)place;
	of->stored++;
}

void spool_forget(struct spool *of, struct spool_place place, uint64_t delay_ms)
{
	(void)of;
	(void)place;
	(void)delay_ms;
}

void spool_read_back(struct spool *of)
{
	(void)of;
}

static int set_up_with_spool(void **state)
{
	(void)set_up(state);
	writer_free(&parts.writer);
	spool = (struct spool){0};
	parts.writer = writer_new(&parts, &spool, stored, NULL);
	return 0;
}

static void pass(uint64_t ms)
{
	for (uint64_t i = 0; i < ms; i += 10)
		time_pass(10);
}

static void what_is_stored_at_once_is_not_kept(void **state)
{
	connect_server();
	put_many(0, 1, 10);
	await_transaction();
	answer();
	pass(400);
	assert_int_equal(spool.given, 0);
	assert_int_equal(server.stored[WRITER_FRESH], 10);
}

static void what_is_not_answered_is_kept(void **state)
{
	connect_server();
	put_many(0, 1, 10);
	await_transaction();
	pass(240);
	assert_int_equal(spool.given, 0);
	pass(10);
	assert_int_equal(spool.given, 10);
}

static void without_a_server_all_is_kept_at_once(void **state)
{
	put_many(0, 1, 10);
	assert_int_equal(spool.given, 10);
}

/* 3,000 rows in four batches, of which one is committed every 150 ms; then none is. */
static void what_waits_behind_commits_is_kept_when_they_end(void **state)
{
	connect_server();
	put_many(0, 1, 3000);
	for (size_t i = 0; i < 3; i++) {
		await_transaction();
		pass(150);
		answer();
	}
	size_t left = writer_pending(parts.writer);
	assert_in_range(left, 1, 1024);
	pass(240);
	assert_int_equal(spool.given, 0);
	pass(10);
	assert_int_equal(spool.given, left);
}

/* Half of a tenant's room is 4,096 rows. */
static void what_fills_half_of_memory_is_kept_however_it_moves(void **state)
{
	connect_server();
	put_many(0, 1, 6000);
	for (size_t i = 0; i < 2; i++) {
		await_transaction();
		pass(150);
		answer();
	}
	assert_in_range(spool.given, 4096, 6000);
}

static void nothing_waits_for_longer_than_two_seconds(void **state)
{
	connect_server();
	for (size_t tenant = 0; tenant < TENANTS; tenant++)
		put_many(tenant, (uint32_t)tenant * 10000 + 1, 4000);
	for (size_t i = 0; i < 9; i++) {
		await_transaction();
		pass(200);
		answer();
	}
	assert_int_equal(spool.given, 0);
	await_transaction();
	pass(190);
	assert_int_equal(spool.given, 0);
	pass(10);
	assert_int_equal(spool.given, writer_pending(parts.writer));
}

#define keep_test(name) cmocka_unit_test_setup_teardown(name, set_up_with_spool, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		keep_test(what_is_stored_at_once_is_not_kept),
		keep_test(what_is_not_answered_is_kept),
		keep_test(without_a_server_all_is_kept_at_once),
		keep_test(what_waits_behind_commits_is_kept_when_they_end),
		keep_test(what_fills_half_of_memory_is_kept_however_it_moves),
		keep_test(nothing_waits_for_longer_than_two_seconds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
