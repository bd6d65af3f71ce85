/* Whichever call to the disk fails: no row that was kept is lost. */
#include "spool_fakes.h"

/* A worker's life with a fault at one call; what it was told is kept, its heir must find. */
static void live_and_die(bool *kept)
{
	struct spool_disk *worker = start();
	for (uint32_t first = 0; first < ROWS; first += GROUP)
		(void)keep(worker, first, GROUP, kept);
	disk.fail_at = 0; /* the disk is well again: what was refused is kept now */
	for (uint32_t first = 0; first < ROWS; first++) {
		if (!kept[first])
			assert_int_equal(keep(worker, first, 1, kept), 0);
	}
	spool_disk_free(&worker, true);
}

static void survive(int error, bool is_lasting)
{
	bool is_over = false;
	for (size_t fail_at = 1; !is_over; fail_at++) {
		bool kept[ROWS] = {false};
		memset(&disk, 0, sizeof(disk));
		disk.fail_at = fail_at;
		disk.error = error;
		disk.is_lasting = is_lasting;
		live_and_die(kept);
		is_over = disk.calls < fail_at;
		struct seen seen = adopt_all();
		for (size_t i = 0; i < ROWS; i++)
			assert_true(kept[i] && seen.rows[i] >= 1);
		assert_int_equal(count_folders("worker-"), 0);
	}
}

static void no_kept_row_is_lost_whichever_call_fails_once(void **state)
{
	survive(EIO, false);
	survive(ENOSPC, false);
	survive(EFBIG, false);
}

static void no_kept_row_is_lost_whichever_call_is_the_first_of_many_to_fail(void **state)
{
	survive(EIO, true);
	survive(ENOSPC, true);
	survive(EROFS, true);
	survive(EFBIG, true);
}

static void short_writes_and_reads_are_finished(void **state)
{
	survive(0, false);
	survive(0, true);
}

/* An heir that fails at one call leaves for the next what it could not read. */
static void inherit(int error, bool is_lasting)
{
	bool is_over = false;
	for (size_t fail_at = 1; !is_over; fail_at++) {
		memset(&disk, 0, sizeof(disk));
		leave(3);
		flip(SPOOL_HEAD_SIZE + 40, first_segment);
		memset(&disk, 0, sizeof(disk));
		disk.fail_at = fail_at;
		disk.error = error;
		disk.is_lasting = is_lasting;
		struct spool_disk *heir = start();
		struct seen first = {.found = 0};
		spool_disk_adopt(heir);
		take_reports(heir, &first);
		for (size_t i = 0; i < first.found; i++)
			spool_disk_read(heir, first.segments[i]);
		take_reports(heir, &first);
		for (size_t i = 0; first.total > 0 && i < first.found; i++)
			spool_disk_drop(heir, first.segments[i]);
		take_reports(heir, &first);
		spool_disk_free(&heir, false);
		is_over = disk.calls < fail_at;
		disk.fail_at = 0;
		struct seen second = adopt_all();
		for (size_t i = 1; i < ROWS; i++)
			assert_true(first.rows[i] + second.rows[i] >= 1);
		assert_true(count_folders("quarantine") == 1);
		assert_int_equal(count_folders("worker-"), 0);
	}
}

static void what_an_heir_cannot_read_when_it_adopts_it_finds_the_next_time(void **state)
{
	bool is_over = false;
	for (size_t fail_at = 1; !is_over; fail_at++) {
		struct seen seen = {.found = 0};
		memset(&disk, 0, sizeof(disk));
		leave(3);
		struct spool_disk *heir = start();
		disk = (typeof(disk)){.fail_at = fail_at, .error = EIO, .is_lasting = true};
		spool_disk_adopt(heir);
		take_reports(heir, &seen);
		is_over = disk.calls < fail_at;
		disk.fail_at = 0;
		for (size_t i = 0; i < seen.found; i++)
			spool_disk_read(heir, seen.segments[i]);
		adopt_and_read(heir, &seen);
		for (size_t i = 0; i < ROWS; i++)
			assert_int_equal(seen.rows[i], 1);
		for (size_t i = 0; i < seen.found; i++)
			spool_disk_drop(heir, seen.segments[i]);
		spool_disk_free(&heir, false);
		assert_int_equal(count_folders("worker-"), 0);
	}
}

/* A folder of two segments, of which the heir has the second one's key only. */
static void leave_mixed(void)
{
	char command[256];
	leave(1);
	(void)snprintf(command, sizeof(command), "mv %s/worker-* %s/first", folder, folder);
	assert_int_equal(system(command), 0);
	master.id = (struct uuid){{3}};
	leave(1);
	(void)snprintf(command, sizeof(command),
		"cd %s/worker-* && mv %s 0000000000000002.segment && mv ../first/%s . && rm -r "
		"../first",
		folder, first_segment, first_segment);
	assert_int_equal(system(command), 0);
}

static void a_segment_that_nobody_can_open_holds_up_none_beside_it(void **state)
{
	bool is_over = false;
	for (size_t fail_at = 1; !is_over; fail_at++) {
		struct seen seen = {.found = 0};
		leave_mixed();
		struct spool_disk *heir = start();
		disk = (typeof(disk)){.fail_at = fail_at, .error = EIO};
		adopt_and_read(heir, &seen);
		is_over = disk.calls < fail_at;
		disk.fail_at = 0;
		for (size_t i = 0; i < seen.found && seen.total == 0; i++)
			spool_disk_read(heir, seen.segments[i]); /* the read was what failed */
		adopt_and_read(heir, &seen);
		for (size_t i = 0; i < GROUP; i++)
			assert_int_equal(seen.rows[i], 1);
		assert_true(seen.unreadable >= 1 || seen.failed >= 1);
		spool_disk_free(&heir, false);
		assert_int_equal(count_folders("worker-"), 1);
		assert_int_equal(drop_folder(state), 0);
		assert_int_equal(make_folder(state), 0);
	}
}

/* Of a folder of two segments the first lies on a bad sector. */
static struct spool_disk *begin_with_a_bad_sector(struct seen *seen)
{
	bool kept[ROWS] = {false};
	struct spool_disk *worker = start();
	assert_int_equal(keep(worker, 0, GROUP, kept), 0);
	spool_disk_roll(worker);
	assert_int_equal(keep(worker, GROUP, GROUP, kept), 0);
	spool_disk_free(&worker, true);
	disk.bad_name = first_segment;
	struct spool_disk *heir = start();
	adopt_and_read(heir, seen);
	return heir;
}

static void a_bad_sector_is_said_once_looked_at_seldom_and_holds_up_none_beside_it(void **state)
{
	struct seen seen = {.found = 0};
	struct spool_disk *heir = begin_with_a_bad_sector(&seen);
	assert_int_equal(seen.total, GROUP);
	spool_disk_drop(heir, seen.segments[0]);
	for (int i = 0; i < 1000; i++)
		adopt_and_read(heir, &seen);
	assert_int_equal(seen.failed, 1);
	assert_in_range(disk.bad_reads, 10, 30);
	disk.bad_name = NULL;
	for (int i = 0; i < 64; i++)
		adopt_and_read(heir, &seen);
	assert_int_equal(seen.total, 2 * GROUP);
	spool_disk_drop(heir, seen.segments[1]);
	spool_disk_free(&heir, false);
	assert_int_equal(count_folders("worker-"), 0);
}

static void no_kept_row_is_lost_when_an_heir_fails(void **state)
{
	inherit(EIO, false);
	inherit(EIO, true);
	inherit(0, true);
}

static void a_group_that_fails_moves_to_another_segment_and_gives_up_after_three(void **state)
{
	bool kept[ROWS] = {false};
	struct seen seen = {.found = 0};
	struct spool_disk *worker = start();
	assert_int_equal(spool_disk_prepare(worker), 0);
	disk = (typeof(disk)){.fail_at = 2, .error = EIO}; /* the sync after the first write */
	assert_int_equal(keep(worker, 0, GROUP, kept), 0);
	take_reports(worker, &seen);
	assert_true(kept[0] && kept[GROUP - 1]);
	assert_int_equal(seen.failed, 1);
	assert_int_equal(seen.closed, 1);
	disk = (typeof(disk)){.fail_at = 1, .error = EIO, .is_lasting = true};
	assert_int_equal(keep(worker, GROUP, GROUP, kept), EIO);
	assert_false(kept[GROUP]);
	disk.fail_at = 0;
	spool_disk_free(&worker, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		disk_test(no_kept_row_is_lost_whichever_call_fails_once),
		disk_test(no_kept_row_is_lost_whichever_call_is_the_first_of_many_to_fail),
		disk_test(short_writes_and_reads_are_finished),
		disk_test(no_kept_row_is_lost_when_an_heir_fails),
		disk_test(what_an_heir_cannot_read_when_it_adopts_it_finds_the_next_time),
		disk_test(a_segment_that_nobody_can_open_holds_up_none_beside_it),
		disk_test(a_bad_sector_is_said_once_looked_at_seldom_and_holds_up_none_beside_it),
		disk_test(a_group_that_fails_moves_to_another_segment_and_gives_up_after_three),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
