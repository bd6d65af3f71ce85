/* What is still needed of the spool. */
#include "unit.h"

#include "spool/ledger.h"

static struct spool_ledger ledger;

static int begin(void **state)
{
	(void)state;
	ledger = (struct spool_ledger){NULL};
	return 0;
}

static int end(void **state)
{
	(void)state;
	spool_ledger_done(&ledger);
	return 0;
}

static struct spool_place at(uint64_t segment, uint32_t index)
{
	return (struct spool_place){segment, index};
}

static void add_row(struct spool_rows *rows, struct spool_place place)
{
	const struct spool_row row = {.sealed = TEXT("x")};
	struct spool_row *read = spool_row_new(&row);
	read->place = place;
	spool_rows_add(rows, read);
}

static void a_segment_goes_when_it_is_closed_and_all_is_stored(void **state)
{
	spool_ledger_kept(&ledger, at(1, 0));
	spool_ledger_kept(&ledger, at(1, 1));
	assert_false(spool_ledger_stored(&ledger, at(1, 1)));
	assert_false(spool_ledger_stored(&ledger, at(1, 0)));
	assert_int_equal(spool_ledger_take(&ledger), 0);
	assert_true(spool_ledger_is_idle(&ledger));
	spool_ledger_closed(&ledger, 1);
	assert_int_equal(spool_ledger_take(&ledger), 1);
	assert_int_equal(ledger.segments, 0);
}

static void a_segment_with_one_row_needed_stays(void **state)
{
	spool_ledger_kept(&ledger, at(1, 0));
	spool_ledger_closed(&ledger, 1);
	spool_ledger_kept(&ledger, at(2, 0));
	spool_ledger_closed(&ledger, 2);
	assert_true(spool_ledger_stored(&ledger, at(2, 0)));
	assert_int_equal(spool_ledger_take(&ledger), 2);
	assert_int_equal(spool_ledger_take(&ledger), 0);
	assert_int_equal(ledger.rows, 1);
}

static void forgotten_rows_come_back_once_the_oldest_segment_first(void **state)
{
	struct spool_rows rows = {NULL};
	for (uint32_t i = 0; i < 20; i++) {
		spool_ledger_kept(&ledger, at(1, i));
		spool_ledger_kept(&ledger, at(2, i));
	}
	spool_ledger_forget(&ledger, at(2, 3), 0);
	spool_ledger_forget(&ledger, at(1, 17), 0);
	assert_int_equal(ledger.forgotten, 2);
	assert_int_equal(spool_ledger_next(&ledger, 0), 1);
	assert_int_equal(spool_ledger_next(&ledger, 0), 2);
	assert_int_equal(spool_ledger_next(&ledger, 0), 0);
	for (uint32_t i = 0; i < 20; i++)
		add_row(&rows, at(1, i));
	spool_ledger_returned(&ledger, 1, 0, &rows);
	assert_int_equal(rows.count, 1);
	assert_int_equal(rows.first->place.index, 17);
	assert_int_equal(spool_ledger_next(&ledger, 0), 0);
	assert_int_equal(ledger.rows, 40);
	spool_rows_free(&rows);
}

static void rows_that_are_put_off_wait_for_their_time(void **state)
{
	spool_ledger_kept(&ledger, at(1, 0));
	spool_ledger_forget(&ledger, at(1, 0), 5000);
	assert_int_equal(spool_ledger_next(&ledger, 4999), 0);
	assert_int_equal(spool_ledger_next(&ledger, 5000), 1);
}

static void a_segment_that_cannot_be_read_is_news_once_and_tried_ever_more_seldom(void **state)
{
	struct spool_rows rows = {NULL};
	uint64_t now_ms = 1, tries = 0;
	spool_ledger_found(&ledger, 1);
	spool_ledger_found(&ledger, 2);
	assert_int_equal(spool_ledger_next(&ledger, now_ms), 1);
	assert_true(spool_ledger_unread(&ledger, 1, now_ms));
	assert_int_equal(spool_ledger_next(&ledger, now_ms), 2);
	for (; now_ms < 24 * 3600 * 1000; now_ms += 1000) {
		if (spool_ledger_next(&ledger, now_ms) != 1)
			continue;
		assert_false(spool_ledger_unread(&ledger, 1, now_ms));
		tries++;
	}
	assert_in_range(tries, 140, 155);
	now_ms += 600 * 1000;
	assert_int_equal(spool_ledger_next(&ledger, now_ms), 1);
	spool_ledger_returned(&ledger, 1, 0, &rows);
	assert_int_equal(ledger.unread, 1);
}

static void a_row_that_was_damaged_meanwhile_is_not_waited_for(void **state)
{
	struct spool_rows rows = {NULL};
	spool_ledger_kept(&ledger, at(1, 0));
	spool_ledger_kept(&ledger, at(1, 1));
	spool_ledger_closed(&ledger, 1);
	spool_ledger_forget(&ledger, at(1, 0), 0);
	spool_ledger_forget(&ledger, at(1, 1), 0);
	assert_int_equal(spool_ledger_next(&ledger, 0), 1);
	add_row(&rows, at(1, 1));
	assert_int_equal(spool_ledger_returned(&ledger, 1, 1, &rows), 1);
	assert_int_equal(ledger.rows, 1);
	assert_true(spool_ledger_stored(&ledger, at(1, 1)));
	spool_rows_free(&rows);
}

static void a_missing_record_whose_row_is_stored_or_in_memory_is_not_lost(void **state)
{
	struct spool_rows rows = {NULL};
	for (uint32_t i = 0; i < 3; i++)
		spool_ledger_kept(&ledger, at(1, i));
	assert_false(spool_ledger_stored(&ledger, at(1, 1)));
	spool_ledger_forget(&ledger, at(1, 0), 0);
	assert_int_equal(spool_ledger_next(&ledger, 0), 1);
	add_row(&rows, at(1, 0));
	assert_int_equal(spool_ledger_returned(&ledger, 1, 2, &rows), 0);
	assert_int_equal(ledger.rows, 2);
	spool_rows_free(&rows);
}

static void what_is_missing_where_nothing_was_known_is_lost(void **state)
{
	struct spool_rows rows = {NULL};
	spool_ledger_found(&ledger, 1);
	assert_int_equal(spool_ledger_next(&ledger, 0), 1);
	add_row(&rows, at(1, 2));
	assert_int_equal(spool_ledger_returned(&ledger, 1, 2, &rows), 2);
	assert_int_equal(ledger.rows, 1);
	spool_rows_free(&rows);
}

static void a_found_segment_is_read_whole_and_goes_when_it_is_empty(void **state)
{
	struct spool_rows rows = {NULL};
	spool_ledger_found(&ledger, 1);
	spool_ledger_found(&ledger, 2);
	assert_int_equal(ledger.unread, 2);
	assert_int_equal(spool_ledger_take(&ledger), 0);
	assert_int_equal(spool_ledger_next(&ledger, 0), 1);
	spool_ledger_returned(&ledger, 1, 0, &rows);
	assert_int_equal(spool_ledger_take(&ledger), 1);
	assert_int_equal(spool_ledger_next(&ledger, 0), 2);
	add_row(&rows, at(2, 0));
	spool_ledger_returned(&ledger, 2, 0, &rows);
	assert_int_equal(rows.count, 1);
	assert_int_equal(ledger.rows, 1);
	assert_int_equal(ledger.unread, 0);
	spool_rows_free(&rows);
}

int main(void)
{
#define LEDGER_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		LEDGER_TEST(a_segment_goes_when_it_is_closed_and_all_is_stored),
		LEDGER_TEST(a_segment_with_one_row_needed_stays),
		LEDGER_TEST(forgotten_rows_come_back_once_the_oldest_segment_first),
		LEDGER_TEST(rows_that_are_put_off_wait_for_their_time),
		LEDGER_TEST(a_segment_that_cannot_be_read_is_news_once_and_tried_ever_more_seldom),
		LEDGER_TEST(a_row_that_was_damaged_meanwhile_is_not_waited_for),
		LEDGER_TEST(a_missing_record_whose_row_is_stored_or_in_memory_is_not_lost),
		LEDGER_TEST(what_is_missing_where_nothing_was_known_is_lost),
		LEDGER_TEST(a_found_segment_is_read_whole_and_goes_when_it_is_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
