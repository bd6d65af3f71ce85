/* What was never synced is not lost: groups that failed, and a last one whose pages reached the
 * disk in another order than they were written. */
#include "spool_fakes.h"

#include "spool/survey.h"

static const char zeros[SPOOL_SEGMENT_SIZE];

/* What `spool verify` counts. */
static void look(size_t damaged, size_t missing)
{
	struct arena arena;
	struct spool_survey survey;
	arena_init(&arena);
	assert_int_equal(spool_survey(&arena, folder, NULL, NULL, &survey), 0);
	assert_int_equal(survey.folders->damaged, damaged);
	assert_int_equal(survey.folders->missing, missing);
	arena_done(&arena);
}

static void is_torn(size_t missing)
{
	look(0, 0);
	struct seen seen = adopt_all();
	assert_int_equal(seen.total, 2 * GROUP - missing);
	assert_int_equal(seen.lost, 0);
	assert_int_equal(seen.quarantined, 0);
	assert_int_equal(seen.torn, 1);
	assert_int_equal(count_folders("worker-"), 0);
}

/* Where the second group of a segment begins. */
static size_t second_group(void)
{
	return SPOOL_HEAD_SIZE + GROUP * record_size() + SPOOL_GROUP_GAP;
}

static void the_beginning_of_a_last_group_that_did_not_reach_the_disk_may_be_lost(void **state)
{
	leave(2);
	damage(second_group(), zeros, 2 * record_size(), first_segment);
	is_torn(2);
}

static void half_a_record_within_a_last_group_may_be_lost(void **state)
{
	leave(2);
	damage(second_group() + record_size() + 32, zeros, 64, first_segment);
	is_torn(1);
}

static void what_is_missing_before_the_last_group_is_lost(void **state)
{
	leave(2);
	damage(SPOOL_HEAD_SIZE + 2 * record_size(), zeros, record_size(), first_segment);
	look(0, 1);
	struct seen seen = adopt_all();
	assert_int_equal(seen.total, 2 * GROUP - 1);
	assert_int_equal(seen.lost, 1);
	assert_int_equal(seen.torn, 0);
}

static void what_may_be_lost_is_said_once(void **state)
{
	struct seen seen = {.found = 0};
	leave(2);
	damage(second_group() + record_size() + 32, zeros, 64, first_segment);
	struct spool_disk *heir = start();
	spool_disk_adopt(heir);
	take_reports(heir, &seen);
	spool_disk_read(heir, seen.segments[0]);
	spool_disk_read(heir, seen.segments[0]);
	take_reports(heir, &seen);
	assert_int_equal(seen.torn, 1);
	assert_int_equal(seen.lost + seen.quarantined, 0);
	spool_disk_free(&heir, false);
}

/* --- of several segments --------------------------------------------------------------------- */

/* A group in the first segment, and one whose sync failed there, in the second. */
static void leave_failed(void)
{
	bool kept[ROWS] = {false};
	struct spool_disk *worker = start();
	assert_int_equal(keep(worker, 0, GROUP, kept), 0);
	disk = (typeof(disk)){.fail_at = 2, .error = EIO}; /* the sync after the write */
	assert_int_equal(keep(worker, GROUP, GROUP, kept), 0);
	disk.fail_at = 0;
	damage(second_group() + record_size(), "torn", 4, first_segment);
	spool_disk_free(&worker, true);
}

static void a_group_that_failed_in_an_earlier_segment_is_no_damage(void **state)
{
	leave_failed();
	look(0, 0);
	struct seen seen = adopt_all();
	assert_int_equal(seen.total, 2 * GROUP);
	assert_int_equal(seen.quarantined, 0);
	assert_int_equal(seen.torn, 0);
	assert_int_equal(seen.lost, 0);
}

static void nor_is_it_where_the_segment_behind_it_is_gone(void **state)
{
	char command[128];
	leave_failed();
	(void)snprintf(command, sizeof(command), "rm %s/worker-*/0000000000000002.segment", folder);
	assert_int_equal(system(command), 0);
	is_torn(GROUP);
}

/* Between them was one that held nothing, and went. */
static void what_was_wiped_off_the_end_of_an_earlier_segment_is_lost(void **state)
{
	bool kept[ROWS] = {false};
	struct spool_disk *worker = start();
	assert_int_equal(keep(worker, 0, GROUP, kept), 0);
	spool_disk_roll(worker);
	assert_int_equal(spool_disk_prepare(worker), 0);
	spool_disk_roll(worker);
	spool_disk_drop(worker, 2);
	assert_int_equal(keep(worker, GROUP, GROUP, kept), 0);
	spool_disk_free(&worker, true);
	damage(SPOOL_HEAD_SIZE + 3 * record_size(), zeros, record_size(), first_segment);
	look(0, 1);
	struct seen seen = adopt_all();
	assert_int_equal(seen.total, 2 * GROUP - 1);
	assert_int_equal(seen.lost, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		disk_test(the_beginning_of_a_last_group_that_did_not_reach_the_disk_may_be_lost),
		disk_test(half_a_record_within_a_last_group_may_be_lost),
		disk_test(what_is_missing_before_the_last_group_is_lost),
		disk_test(what_may_be_lost_is_said_once),
		disk_test(a_group_that_failed_in_an_earlier_segment_is_no_damage),
		disk_test(nor_is_it_where_the_segment_behind_it_is_gone),
		disk_test(what_was_wiped_off_the_end_of_an_earlier_segment_is_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
