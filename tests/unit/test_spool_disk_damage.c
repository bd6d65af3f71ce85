/* What an heir makes of segments whose bytes are not those that were written. */
#include "spool_fakes.h"

static void a_damaged_record_is_quarantined_and_the_rest_goes_on(void **state)
{
	leave(2);
	flip(SPOOL_HEAD_SIZE + 40, first_segment);
	struct seen seen = adopt_all();
	assert_int_equal(seen.total, 2 * GROUP - 1);
	assert_int_equal(seen.quarantined, 1);
	assert_int_equal(seen.lost, 1);
	assert_int_equal(count_folders("quarantine"), 1);
	assert_int_equal(count_folders("worker-"), 0);
}

static void a_record_that_was_wiped_is_missed(void **state)
{
	static const char zeros[SPOOL_SEGMENT_SIZE];
	leave(2);
	damage(SPOOL_HEAD_SIZE + record_size(), zeros, record_size(), first_segment);
	struct seen seen = adopt_all();
	assert_int_equal(seen.total, 2 * GROUP - 1);
	assert_int_equal(seen.lost, 1);
}

static void a_torn_end_of_the_last_segment_is_cut(void **state)
{
	leave(1);
	damage(SPOOL_HEAD_SIZE + GROUP * record_size() + 64, "torn", 4, first_segment);
	struct seen seen = adopt_all();
	assert_int_equal(seen.total, GROUP);
	assert_int_equal(seen.quarantined, 0);
	assert_int_equal(seen.torn, 1);
}

static void a_bad_end_that_is_more_than_one_group_was_synced_and_is_quarantined(void **state)
{
	static char bad[SPOOL_GROUP_MAX + 16];
	memset(bad, '?', sizeof(bad));
	leave(1);
	damage(SPOOL_HEAD_SIZE + GROUP * record_size(), bad, sizeof(bad), first_segment);
	struct seen seen = adopt_all();
	assert_int_equal(seen.total, GROUP);
	assert_int_equal(seen.quarantined, 1);
	assert_int_equal(seen.torn, 0);
}

static void a_segment_that_was_cut_short_is_said_to_be(void **state)
{
	leave(1);
	cut(SPOOL_HEAD_SIZE + 2 * record_size(), first_segment);
	struct seen seen = adopt_all();
	assert_int_equal(seen.total, 2);
	assert_int_equal(seen.cut, 1);
	assert_int_equal(count_folders("worker-"), 0);
}

static void a_file_that_is_longer_than_a_segment_is_read_and_then_quarantined_whole(void **state)
{
	leave(1);
	damage(SPOOL_SEGMENT_SIZE, "more", 4, first_segment);
	struct seen seen = adopt_all();
	assert_int_equal(seen.unread, 0);
	assert_int_equal(seen.total, GROUP);
	assert_int_equal(seen.quarantined, 1);
	assert_int_equal(count_folders("worker-"), 0);
}

static void what_was_there_when_it_was_read_first_is_missed_later(void **state)
{
	struct seen seen = {.found = 0};
	leave(1);
	struct spool_disk *heir = start();
	spool_disk_adopt(heir);
	take_reports(heir, &seen);
	spool_disk_read(heir, seen.segments[0]);
	flip(SPOOL_HEAD_SIZE + 3 * record_size() + 40, first_segment);
	spool_disk_read(heir, seen.segments[0]);
	take_reports(heir, &seen);
	assert_int_equal(seen.total, 2 * GROUP - 1);
	assert_int_equal(seen.lost, 1);
	assert_int_equal(seen.quarantined, 1);
	spool_disk_free(&heir, false);
}

static void a_segment_without_a_head_is_quarantined_whole(void **state)
{
	leave(1);
	flip(8, first_segment);
	struct seen seen = adopt_all();
	assert_int_equal(seen.found, 0);
	assert_int_equal(seen.quarantined, 1);
	assert_int_equal(count_folders("worker-"), 0);
}

static void a_segment_that_was_never_begun_goes_without_a_word(void **state)
{
	static const char zeros[SPOOL_SEGMENT_SIZE];
	leave(1);
	damage(0, zeros, sizeof(zeros), first_segment);
	struct seen seen = adopt_all();
	assert_int_equal(seen.quarantined, 0);
	assert_int_equal(count_folders("worker-"), 0);
}

static void only_the_last_segment_may_be_one_that_was_never_begun(void **state)
{
	bool kept[ROWS] = {false};
	struct spool_disk *worker = start();
	assert_int_equal(keep(worker, 0, GROUP, kept), 0);
	spool_disk_roll(worker);
	assert_int_equal(keep(worker, GROUP, GROUP, kept), 0);
	spool_disk_free(&worker, true);
	cut(0, first_segment);
	struct seen seen = adopt_all();
	assert_int_equal(seen.total, GROUP);
	assert_int_equal(seen.quarantined, 1);
}

static void a_segment_under_an_unknown_master_key_stays(void **state)
{
	leave(1);
	master.id = (struct uuid){{3}};
	struct seen seen = adopt_all();
	assert_int_equal(seen.unreadable, 1);
	assert_int_equal(seen.total, 0);
	assert_int_equal(count_folders("worker-"), 1);
	master.id = (struct uuid){{2}};
	assert_int_equal(adopt_all().total, GROUP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		disk_test(a_damaged_record_is_quarantined_and_the_rest_goes_on),
		disk_test(a_record_that_was_wiped_is_missed),
		disk_test(a_torn_end_of_the_last_segment_is_cut),
		disk_test(a_bad_end_that_is_more_than_one_group_was_synced_and_is_quarantined),
		disk_test(a_segment_that_was_cut_short_is_said_to_be),
		disk_test(a_file_that_is_longer_than_a_segment_is_read_and_then_quarantined_whole),
		disk_test(what_was_there_when_it_was_read_first_is_missed_later),
		disk_test(a_segment_without_a_head_is_quarantined_whole),
		disk_test(a_segment_that_was_never_begun_goes_without_a_word),
		disk_test(only_the_last_segment_may_be_one_that_was_never_begun),
		disk_test(a_segment_under_an_unknown_master_key_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
