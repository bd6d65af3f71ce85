/* What a worker makes of its own segments when somebody, or the disk, has changed them: it knows
 * what it synced there. */
#include "spool_fakes.h"

static const char zeros[SPOOL_SEGMENT_SIZE];

/* A worker with a group of rows in one segment, which is damaged then, and read back. */
static struct seen read_back(struct spool_disk *worker)
{
	struct seen seen = {.found = 0};
	spool_disk_read(worker, 1);
	take_reports(worker, &seen);
	return seen;
}

static struct spool_disk *start_with_a_group(void)
{
	bool kept[ROWS] = {false};
	struct spool_disk *worker = start();
	assert_int_equal(keep(worker, 0, GROUP, kept), 0);
	return worker;
}

static void rows_that_were_wiped_off_the_end_are_missed(void **state)
{
	struct spool_disk *worker = start_with_a_group();
	damage(SPOOL_HEAD_SIZE + 2 * record_size(), zeros, 2 * record_size(), first_segment);
	struct seen seen = read_back(worker);
	assert_int_equal(seen.total, 2);
	assert_int_equal(seen.lost, 2);
	spool_disk_free(&worker, false);
}

static void a_damaged_end_is_quarantined_and_its_row_missed(void **state)
{
	struct spool_disk *worker = start_with_a_group();
	flip(SPOOL_HEAD_SIZE + 3 * record_size() + 40, first_segment);
	struct seen seen = read_back(worker);
	assert_int_equal(seen.total, 3);
	assert_int_equal(seen.lost, 1);
	assert_int_equal(seen.quarantined, 1);
	spool_disk_free(&worker, false);
}

static void bytes_behind_what_was_written_are_damage(void **state)
{
	struct spool_disk *worker = start_with_a_group();
	damage(SPOOL_HEAD_SIZE + GROUP * record_size() + 64, "mine", 4, first_segment);
	struct seen seen = read_back(worker);
	assert_int_equal(seen.total, GROUP);
	assert_int_equal(seen.lost, 0);
	assert_int_equal(seen.quarantined, 1);
	spool_disk_free(&worker, false);
}

static void what_was_missed_is_said_once(void **state)
{
	struct spool_disk *worker = start_with_a_group();
	damage(SPOOL_HEAD_SIZE + 3 * record_size(), zeros, record_size(), first_segment);
	assert_int_equal(read_back(worker).lost, 1);
	assert_int_equal(read_back(worker).lost, 0);
	damage(SPOOL_HEAD_SIZE + 2 * record_size(), zeros, record_size(), first_segment);
	assert_int_equal(read_back(worker).lost, 1);
	spool_disk_free(&worker, false);
}

static void what_was_quarantined_is_said_once(void **state)
{
	size_t bytes = 0;
	struct spool_disk *worker = start_with_a_group();
	flip(8, first_segment);
	flip(SPOOL_HEAD_SIZE + 3 * record_size() + 40, first_segment);
	assert_int_equal(read_back(worker).quarantined, 2);
	assert_int_equal(read_back(worker).quarantined, 0);
	flip(SPOOL_HEAD_SIZE + record_size() + 40, first_segment);
	assert_int_equal(read_back(worker).quarantined, 1);
	assert_int_equal(count_quarantined(&bytes), 3);
	spool_disk_free(&worker, false);
}

static void a_segment_that_was_cut_short_misses_its_rows(void **state)
{
	struct spool_disk *worker = start_with_a_group();
	cut(SPOOL_HEAD_SIZE + 2 * record_size(), first_segment);
	struct seen seen = read_back(worker);
	assert_int_equal(seen.total, 2);
	assert_int_equal(seen.lost, 2);
	assert_int_equal(seen.cut, 1);
	assert_int_equal(read_back(worker).cut, 0);
	spool_disk_free(&worker, false);
}

static void misses_all(struct spool_disk *worker)
{
	struct seen seen = read_back(worker);
	assert_int_equal(seen.lost, GROUP);
	assert_int_equal(seen.unread, 0);
	spool_disk_drop(worker, 1);
	spool_disk_free(&worker, false);
	assert_int_equal(count_folders("worker-"), 0);
}

static void a_segment_that_was_emptied_misses_all_rows_and_can_be_dropped(void **state)
{
	struct spool_disk *worker = start_with_a_group();
	cut(0, first_segment);
	misses_all(worker);
}

static void a_segment_that_was_removed_misses_all_rows_and_can_be_dropped(void **state)
{
	char command[128];
	struct spool_disk *worker = start_with_a_group();
	(void)snprintf(command, sizeof(command), "rm %s/worker-*/%s", folder, first_segment);
	assert_int_equal(system(command), 0);
	misses_all(worker);
}

static void a_damaged_head_costs_no_row(void **state)
{
	struct spool_disk *worker = start_with_a_group();
	flip(8, first_segment);
	struct seen seen = read_back(worker);
	assert_int_equal(seen.total, GROUP);
	assert_int_equal(seen.lost, 0);
	assert_int_equal(seen.quarantined, 1);
	spool_disk_free(&worker, false);
}

/* The group is in the second segment; of the first its end was never synced. */
static void a_group_that_could_not_be_synced_is_not_missed(void **state)
{
	bool kept[ROWS] = {false};
	struct seen seen = {.found = 0};
	struct spool_disk *worker = start_with_a_group();
	disk = (typeof(disk)){.fail_at = 2, .error = EIO}; /* the sync after the write */
	assert_int_equal(keep(worker, GROUP, GROUP, kept), 0);
	take_reports(worker, &seen);
	assert_int_equal(seen.failed, 1);
	damage(SPOOL_HEAD_SIZE + GROUP * record_size() + 64, "torn", 4, first_segment);
	seen = read_back(worker);
	assert_int_equal(seen.total, GROUP);
	assert_int_equal(seen.lost, 0);
	assert_int_equal(seen.quarantined, 0);
	spool_disk_free(&worker, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		disk_test(rows_that_were_wiped_off_the_end_are_missed),
		disk_test(a_damaged_end_is_quarantined_and_its_row_missed),
		disk_test(bytes_behind_what_was_written_are_damage),
		disk_test(what_was_missed_is_said_once),
		disk_test(what_was_quarantined_is_said_once),
		disk_test(a_segment_that_was_cut_short_misses_its_rows),
		disk_test(a_segment_that_was_emptied_misses_all_rows_and_can_be_dropped),
		disk_test(a_segment_that_was_removed_misses_all_rows_and_can_be_dropped),
		disk_test(a_damaged_head_costs_no_row),
		disk_test(a_group_that_could_not_be_synced_is_not_missed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
