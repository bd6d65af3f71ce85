/* What a worker keeps in its folder, and what its heir finds there: on a disk that does not fail.
 */
#include "spool_fakes.h"

static void what_a_worker_kept_its_heir_reads(void **state)
{
	bool kept[ROWS] = {false};
	struct spool_disk *worker = start();
	assert_int_equal(keep(worker, 0, ROWS, kept), 0);
	spool_disk_free(&worker, true);
	struct seen seen = adopt_all();
	assert_int_equal(seen.adopted, 1);
	assert_int_equal(seen.total, ROWS);
	for (size_t i = 0; i < ROWS; i++)
		assert_true(kept[i] && seen.rows[i] == 1);
	assert_int_equal(count_folders("worker-"), 0);
}

static void a_worker_that_needs_nothing_leaves_nothing(void **state)
{
	bool kept[ROWS] = {false};
	struct spool_disk *worker = start();
	assert_int_equal(spool_disk_prepare(worker), 0);
	assert_int_equal(keep(worker, 0, ROWS, kept), 0);
	assert_int_equal(count_folders("worker-"), 1);
	spool_disk_free(&worker, false);
	assert_int_equal(count_folders("worker-"), 0);
	assert_int_equal(count_folders("making-"), 0);
}

static void a_living_workers_folder_is_nobody_elses(void **state)
{
	bool kept[ROWS] = {false};
	struct spool_disk *worker = start();
	assert_int_equal(keep(worker, 0, ROWS, kept), 0);
	struct seen seen = adopt_all();
	assert_int_equal(seen.found, 0);
	assert_int_equal(count_folders("worker-"), 1);
	spool_disk_free(&worker, false);
}

static void a_folder_that_another_worker_sweeps_away_is_made_again(void **state)
{
	struct spool_disk *worker = start();
	disk.sweeps = 3;
	assert_int_equal(spool_disk_prepare(worker), 0);
	assert_int_equal(disk.sweeps, 0);
	assert_int_equal(count_folders("worker-"), 1);
	spool_disk_free(&worker, false);
}

static void a_full_segment_is_followed_by_another(void **state)
{
	static char large[200 * 1024];
	struct spool_rows rows = {NULL};
	struct spool_disk *worker = start();
	memset(large, 'x', sizeof(large));
	for (uint32_t i = 0; i < 45; i++) {
		const struct spool_row row = {.tenant_id = {{5}}, .sealed = {large, sizeof(large)}};
		spool_rows_add(&rows, spool_row_new(&row));
	}
	assert_int_equal(spool_disk_keep(worker, &rows), 0);
	assert_int_equal(rows.first->place.segment, 1);
	assert_int_equal(rows.last->place.segment, 3);
	for (const struct spool_row *row = rows.first; row; row = row->next)
		assert_true(row->is_kept);
	spool_rows_free(&rows);
	spool_disk_free(&worker, false);
}

static void a_row_that_no_segment_takes_is_not_kept_and_holds_nobody_up(void **state)
{
	static char huge[SPOOL_CONTENT_MAX + 1];
	const struct spool_row row = {.tenant_id = {{5}}, .sealed = {huge, sizeof(huge)}};
	struct spool_rows rows = {NULL};
	struct spool_disk *worker = start();
	spool_rows_add(&rows, row_of(1));
	spool_rows_add(&rows, spool_row_new(&row));
	spool_rows_add(&rows, row_of(2));
	assert_int_equal(spool_disk_keep(worker, &rows), 0);
	assert_true(rows.first->is_kept && rows.last->is_kept);
	assert_false(rows.first->next->is_kept);
	spool_rows_free(&rows);
	spool_disk_free(&worker, false);
}

static void rows_are_read_back_from_the_segment_that_is_written_to(void **state)
{
	bool kept[ROWS] = {false};
	struct seen seen = {.found = 0};
	struct spool_disk *worker = start();
	assert_int_equal(keep(worker, 0, 5, kept), 0);
	spool_disk_read(worker, 1);
	assert_int_equal(keep(worker, 5, 5, kept), 0);
	spool_disk_read(worker, 2);
	take_reports(worker, &seen);
	assert_int_equal(seen.total, 10);
	assert_int_equal(seen.closed, 2);
	spool_disk_free(&worker, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		disk_test(what_a_worker_kept_its_heir_reads),
		disk_test(a_worker_that_needs_nothing_leaves_nothing),
		disk_test(a_living_workers_folder_is_nobody_elses),
		disk_test(a_folder_that_another_worker_sweeps_away_is_made_again),
		disk_test(a_full_segment_is_followed_by_another),
		disk_test(a_row_that_no_segment_takes_is_not_kept_and_holds_nobody_up),
		disk_test(rows_are_read_back_from_the_segment_that_is_written_to),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
