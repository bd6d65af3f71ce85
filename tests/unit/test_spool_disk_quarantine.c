/* What is put into the quarantine: once, and over nothing that stands there. */
#include "spool_fakes.h"

static const char place[] = "0000000000000001.segment.64"; /* of the first record */

/* A dead worker's two groups, of which the first record is damaged; copies its bytes. */
static struct text leave_damaged(char bytes[4096])
{
	leave(2);
	flip(SPOOL_HEAD_SIZE + 40, first_segment);
	int fd = open_segment(first_segment);
	const struct text record = {bytes, record_size()};
	assert_int_equal(pread(fd, bytes, record.size, SPOOL_HEAD_SIZE), record.size);
	(void)close(fd);
	return record;
}

/* As one that died before it stored what it read. */
static struct seen adopt_and_die(void)
{
	struct seen seen = {.found = 0};
	struct spool_disk *heir = start();
	adopt_and_read(heir, &seen);
	spool_disk_free(&heir, false);
	return seen;
}

static void what_one_that_died_put_aside_is_not_counted_again(void **state)
{
	char bytes[4096];
	size_t size = 0;
	struct text record = leave_damaged(bytes);
	struct seen first = adopt_and_die(), second = adopt_all();
	assert_int_equal(first.quarantined, 1);
	assert_int_equal(first.lost, 1);
	assert_int_equal(second.quarantined, 0);
	assert_int_equal(second.lost, 0);
	assert_int_equal(second.total, 2 * GROUP - 1);
	assert_int_equal(count_quarantined(&size), 1);
	assert_int_equal(size, record.size);
}

static void what_was_written_there_by_half_stays_and_the_whole_is_put_beside_it(void **state)
{
	char bytes[4096];
	size_t size = 0;
	struct text record = leave_damaged(bytes);
	put_into_quarantine(place, record.data, record.size / 2);
	struct seen seen = adopt_all();
	assert_int_equal(seen.quarantined, 1);
	assert_int_equal(count_quarantined(&size), 2);
	assert_int_equal(size, record.size + record.size / 2);
	assert_int_equal(count_folders("worker-"), 0);
}

static void a_segment_is_put_beside_one_that_has_its_name(void **state)
{
	size_t size = 0;
	leave(1);
	flip(8, first_segment);
	put_into_quarantine(first_segment, "another", 7);
	struct seen seen = adopt_all();
	assert_int_equal(seen.quarantined, 1);
	assert_int_equal(seen.failed, 0);
	assert_int_equal(count_quarantined(&size), 2);
	assert_int_equal(size, SPOOL_SEGMENT_SIZE + 7);
}

/* The quarantine's place is taken by a file, so that nothing can be put there. */
static void damage_that_cannot_be_put_aside_is_counted_once(void **state)
{
	char bytes[4096], path[64];
	struct seen seen = {.found = 0};
	(void)leave_damaged(bytes);
	(void)snprintf(path, sizeof(path), "%s/quarantine", folder);
	(void)close(creat(path, 0600));
	struct spool_disk *heir = start();
	for (size_t round = 0; round < 5; round++) {
		size_t known = seen.found;
		spool_disk_adopt(heir);
		take_reports(heir, &seen);
		for (size_t i = known; i < seen.found; i++) {
			spool_disk_read(heir, seen.segments[i]);
			spool_disk_drop(heir, seen.segments[i]);
		}
		take_reports(heir, &seen);
	}
	assert_in_range(seen.found, 2, 4);
	assert_int_equal(seen.lost, 1);
	spool_disk_free(&heir, false);
	assert_int_equal(count_folders("worker-"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		disk_test(what_one_that_died_put_aside_is_not_counted_again),
		disk_test(what_was_written_there_by_half_stays_and_the_whole_is_put_beside_it),
		disk_test(a_segment_is_put_beside_one_that_has_its_name),
		disk_test(damage_that_cannot_be_put_aside_is_counted_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
