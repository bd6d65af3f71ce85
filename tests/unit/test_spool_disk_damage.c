/* What an heir makes of segments whose bytes are not those that were written. */
#include "spool_fakes.h"

static size_t record_size(void)
{
	struct spool_row *row = row_of(0);
	size_t size = spool_record_size(seal_envelope_size(spool_row_size(row)));
	spool_row_free(&row);
	return size;
}

static void a_damaged_record_is_quarantined_and_the_rest_goes_on(void **state)
{
	leave(1);
	damage(SPOOL_HEAD_SIZE + 40, "?", 1, first_segment);
	struct seen seen = adopt_all();
	assert_int_equal(seen.total, GROUP - 1);
	assert_int_equal(seen.quarantined, 1);
	assert_int_equal(seen.lost, 1);
	assert_int_equal(count_folders("quarantine"), 1);
	assert_int_equal(count_folders("worker-"), 0);
}

static void a_record_that_was_wiped_is_missed(void **state)
{
	static const char zeros[SPOOL_SEGMENT_SIZE];
	leave(1);
	damage(SPOOL_HEAD_SIZE + record_size(), zeros, record_size(), first_segment);
	struct seen seen = adopt_all();
	assert_int_equal(seen.total, GROUP - 1);
	assert_int_equal(seen.lost, 1);
}

static void a_torn_end_of_the_last_segment_is_cut(void **state)
{
	leave(1);
	damage(SPOOL_HEAD_SIZE + GROUP * record_size() + 64, "torn", 4, first_segment);
	struct seen seen = adopt_all();
	assert_int_equal(seen.total, GROUP);
	assert_int_equal(seen.quarantined, 0);
}

static void a_segment_without_a_head_is_quarantined_whole(void **state)
{
	leave(1);
	damage(8, "?", 1, first_segment);
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
		disk_test(a_segment_without_a_head_is_quarantined_whole),
		disk_test(a_segment_that_was_never_begun_goes_without_a_word),
		disk_test(a_segment_under_an_unknown_master_key_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
