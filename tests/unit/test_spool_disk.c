/*
 * The spool's folders, with a disk that fails when it is told to: this file stands for spool_file.c
 * at link time. Each call does what it says on a real folder, until the one that is to fail: from
 * there on that one, or all of them, answer an error, or write less than was asked. A sync that
 * fails loses what was written since the last one, as kernels do.
 */
#include "unit.h"

#include "spool_disk.h"
#include "spool_format.h"
#include "spool_segment.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spool_file.h"

enum { ROWS = 12, GROUP = 4 };

static struct {
	size_t calls, fail_at; /* fail_at 0: never */
	int error;             /* 0: writes and reads are short, and nothing else fails */
	bool is_lasting;
	struct {
		int fd;
		size_t at, size;
	} unsynced;
} disk;

static char folder[] = "/tmp/frontdesk-unit-spool-XXXXXX";
static struct seal_key master = {.id = {{2}}, .secret = {7}};

/* --- the disk -------------------------------------------------------------------------------- */

static bool is_struck(void)
{
	disk.calls++;
	if (disk.fail_at == 0)
		return false;
	return disk.is_lasting ? disk.calls >= disk.fail_at : disk.calls == disk.fail_at;
}

static int struck(void)
{
	return is_struck() ? disk.error : 0;
}

static int outcome(int result)
{
	return result < 0 ? errno : 0;
}

static int opened(int fd, int *ret_fd)
{
	if (fd < 0)
		return errno;
	*ret_fd = fd;
	return 0;
}

int spool_file_open_root(const char *path, int *ret_fd)
{
	int error = struck();
	(void)mkdir(path, 0700);
	return error ? error : opened(open(path, O_RDONLY | O_DIRECTORY), ret_fd);
}

int spool_file_open_folder(int in, const char *name, int *ret_fd)
{
	int error = struck();
	return error ? error : opened(openat(in, name, O_RDONLY | O_DIRECTORY), ret_fd);
}

int spool_file_make_folder(int in, const char *name)
{
	int error = struck();
	return error ? error : outcome(mkdirat(in, name, 0700));
}

int spool_file_remove_folder(int in, const char *name)
{
	int error = struck();
	return error ? error : outcome(unlinkat(in, name, AT_REMOVEDIR));
}

int spool_file_lock(int fd)
{
	int error = struck();
	return error ? error : outcome(flock(fd, LOCK_EX | LOCK_NB));
}

int spool_file_open(int in, const char *name, int *ret_fd)
{
	int error = struck();
	return error ? error : opened(openat(in, name, O_RDONLY), ret_fd);
}

int spool_file_create(int in, const char *name, int *ret_fd)
{
	int error = struck();
	return error ? error : opened(openat(in, name, O_RDWR | O_CREAT | O_EXCL, 0600), ret_fd);
}

void spool_file_close(int fd)
{
	(void)close(fd);
}

int spool_file_allocate(int fd, size_t size)
{
	int error = struck();
	return error ? error : outcome(ftruncate(fd, (off_t)size));
}

int spool_file_write(int fd, const char *bytes, size_t size, size_t at, size_t *ret_written)
{
	bool is_hit = is_struck();
	if (is_hit && disk.error)
		return disk.error;
	if (is_hit && size > 1)
		size /= 2;
	if (disk.unsynced.fd != fd || disk.unsynced.size == 0) {
		disk.unsynced.fd = fd;
		disk.unsynced.at = at;
	}
	assert_int_equal(pwrite(fd, bytes, size, (off_t)at), size);
	disk.unsynced.size = at + size - disk.unsynced.at;
	*ret_written = size;
	return 0;
}

int spool_file_read(int fd, char *bytes, size_t size, size_t at, size_t *ret_read)
{
	bool is_hit = is_struck();
	if (is_hit && disk.error)
		return disk.error;
	ssize_t count = pread(fd, bytes, is_hit && size > 1 ? size / 2 : size, (off_t)at);
	*ret_read = (size_t)count;
	return outcome(count < 0 ? -1 : 0);
}

int spool_file_size(int fd, size_t *ret_size)
{
	struct stat file;
	int error = struck();
	if (error)
		return error;
	assert_int_equal(fstat(fd, &file), 0);
	*ret_size = (size_t)file.st_size;
	return 0;
}

static void lose_unsynced(void)
{
	char *zeros = calloc(1, disk.unsynced.size + 1);
	(void)!pwrite(disk.unsynced.fd, zeros, disk.unsynced.size, (off_t)disk.unsynced.at);
	free(zeros);
}

int spool_file_sync(int fd)
{
	int error = struck();
	if (error && fd == disk.unsynced.fd)
		lose_unsynced();
	disk.unsynced.size = 0;
	return error;
}

int spool_file_sync_folder(int in)
{
	(void)in;
	return struck();
}

int spool_file_remove(int in, const char *name)
{
	int error = struck();
	return error ? error : outcome(unlinkat(in, name, 0));
}

int spool_file_move(int from, const char *name, int to, const char *new_name)
{
	int error = struck();
	return error ? error : outcome(renameat(from, name, to, new_name));
}

int spool_file_list(int in, struct spool_names *names)
{
	int error = struck();
	DIR *listing = error ? NULL : fdopendir(openat(in, ".", O_RDONLY | O_DIRECTORY));
	const struct dirent *entry;
	while (listing && (entry = readdir(listing)) != NULL) {
		if (entry->d_name[0] != '.')
			(void)names->each(names, entry->d_name);
	}
	if (listing)
		(void)closedir(listing);
	return error;
}

/* --- the tests' hands ------------------------------------------------------------------------ */

static struct spool_disk *start(void)
{
	struct vault keys;
	assert_true(vault_new(1, &keys));
	keys.keys[keys.count++] = master;
	vault_close(&keys);
	return spool_disk_new(folder, &keys);
}

static struct spool_row *row_of(uint32_t number)
{
	const struct writer_row row = {
		.sender_type = "visitor", .sender_id = "v", .sealed = TEXT("sealed content")};
	struct spool_row *made = spool_row_new(&row, (struct uuid){{5}});
	memcpy(made->id.bytes, &number, sizeof(number));
	return made;
}

static uint32_t number_of(const struct spool_row *row)
{
	uint32_t number;
	memcpy(&number, row->id.bytes, sizeof(number));
	return number;
}

/* Keeps rows first..first + count as one group; marks those that are. */
static int keep(struct spool_disk *of, uint32_t first, uint32_t count, bool *kept)
{
	struct spool_rows rows = {NULL};
	for (uint32_t i = 0; i < count; i++)
		spool_rows_add(&rows, row_of(first + i));
	int error = spool_disk_keep(of, &rows);
	for (struct spool_row *row = rows.first; row; row = row->next)
		kept[number_of(row)] = kept[number_of(row)] || row->is_kept;
	spool_rows_free(&rows);
	return error;
}

struct seen {
	size_t rows[ROWS + 1]; /* by number, how often */
	size_t total, adopted, found, quarantined, lost, unreadable, failed, closed;
	uint64_t segments[64];
};

static void note_rows(struct seen *seen, const struct spool_rows *rows)
{
	for (const struct spool_row *row = rows->first; row; row = row->next) {
		assert_true(number_of(row) < ROWS);
		seen->rows[number_of(row)]++;
		seen->total++;
	}
}

static void take_reports(struct spool_disk *of, struct seen *seen)
{
	struct spool_report *report;
	while ((report = spool_reports_take(spool_disk_reports(of))) != NULL) {
		if (report->kind == SPOOL_FOUND)
			seen->segments[seen->found++] = report->segment;
		seen->adopted += report->kind == SPOOL_ADOPTED;
		seen->quarantined += report->kind == SPOOL_QUARANTINED;
		seen->lost += report->kind == SPOOL_LOST ? report->number : 0;
		seen->unreadable += report->kind == SPOOL_UNREADABLE;
		seen->failed += report->kind == SPOOL_FAILED;
		seen->closed += report->kind == SPOOL_CLOSED;
		note_rows(seen, &report->rows);
		spool_report_free(&report);
	}
}

/* What another worker finds there: adopts, reads and drops everything. */
static struct seen adopt_all(void)
{
	struct seen seen = {.found = 0};
	struct spool_disk *heir = start();
	spool_disk_adopt(heir);
	take_reports(heir, &seen);
	for (size_t i = 0; i < seen.found; i++)
		spool_disk_read(heir, seen.segments[i]);
	take_reports(heir, &seen);
	for (size_t i = 0; i < seen.found; i++)
		spool_disk_drop(heir, seen.segments[i]);
	take_reports(heir, &seen);
	spool_disk_free(&heir, false);
	return seen;
}

static size_t count_folders(const char *prefix)
{
	size_t count = 0;
	DIR *listing = opendir(folder);
	const struct dirent *entry;
	while (listing && (entry = readdir(listing)) != NULL)
		count += strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
	(void)closedir(listing);
	return count;
}

/* Changes bytes of the newest segment of the only worker's folder. */
static void damage(size_t at, const char *bytes, size_t size, const char *name)
{
	DIR *listing = opendir(folder);
	const struct dirent *entry;
	while ((entry = readdir(listing)) != NULL) {
		char path[512];
		if (strncmp(entry->d_name, "worker-", 7) != 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s/%s", folder, entry->d_name, name);
		int fd = open(path, O_RDWR);
		assert_true(fd >= 0);
		assert_int_equal(pwrite(fd, bytes, size, (off_t)at), size);
		(void)close(fd);
	}
	(void)closedir(listing);
}

static int make_folder(void **state)
{
	(void)state;
	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
	assert_non_null(mkdtemp(folder));
	memset(&disk, 0, sizeof(disk));
	master.id = (struct uuid){{2}};
	return 0;
}

static int drop_folder(void **state)
{
	char command[64];
	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

/* --- without faults -------------------------------------------------------------------------- */

static const char first_segment[] = "0000000000000001.segment";

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

static void a_full_segment_is_followed_by_another(void **state)
{
	static char large[200 * 1024];
	struct spool_rows rows = {NULL};
	struct spool_disk *worker = start();
	memset(large, 'x', sizeof(large));
	for (uint32_t i = 0; i < 45; i++) {
		const struct writer_row row = {.sealed = {large, sizeof(large)}};
		spool_rows_add(&rows, spool_row_new(&row, (struct uuid){{5}}));
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
	const struct writer_row row = {.sealed = {huge, sizeof(huge)}};
	struct spool_rows rows = {NULL};
	struct spool_disk *worker = start();
	spool_rows_add(&rows, row_of(1));
	spool_rows_add(&rows, spool_row_new(&row, (struct uuid){{5}}));
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

/* --- damage ---------------------------------------------------------------------------------- */

static void leave(uint32_t groups)
{
	bool kept[ROWS] = {false};
	struct spool_disk *worker = start();
	for (uint32_t i = 0; i < groups; i++)
		assert_int_equal(keep(worker, i * GROUP, GROUP, kept), 0);
	spool_disk_free(&worker, true);
}

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

/* --- a disk that fails ----------------------------------------------------------------------- */

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
}

static void no_kept_row_is_lost_whichever_call_is_the_first_of_many_to_fail(void **state)
{
	survive(EIO, true);
	survive(ENOSPC, true);
	survive(EROFS, true);
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
		damage(SPOOL_HEAD_SIZE + 40, "?", 1, first_segment);
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

/* Adopts, and reads all that was found but not read yet. */
static void adopt_and_read(struct spool_disk *heir, struct seen *seen)
{
	size_t known = seen->found;
	spool_disk_adopt(heir);
	take_reports(heir, seen);
	for (size_t i = known; i < seen->found; i++)
		spool_disk_read(heir, seen->segments[i]);
	take_reports(heir, seen);
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
#define DISK_TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, drop_folder)
	const struct CMUnitTest tests[] = {
		DISK_TEST(what_a_worker_kept_its_heir_reads),
		DISK_TEST(a_worker_that_needs_nothing_leaves_nothing),
		DISK_TEST(a_living_workers_folder_is_nobody_elses),
		DISK_TEST(a_full_segment_is_followed_by_another),
		DISK_TEST(a_row_that_no_segment_takes_is_not_kept_and_holds_nobody_up),
		DISK_TEST(rows_are_read_back_from_the_segment_that_is_written_to),
		DISK_TEST(a_damaged_record_is_quarantined_and_the_rest_goes_on),
		DISK_TEST(a_record_that_was_wiped_is_missed),
		DISK_TEST(a_torn_end_of_the_last_segment_is_cut),
		DISK_TEST(a_segment_without_a_head_is_quarantined_whole),
		DISK_TEST(a_segment_that_was_never_begun_goes_without_a_word),
		DISK_TEST(a_segment_under_an_unknown_master_key_stays),
		DISK_TEST(no_kept_row_is_lost_whichever_call_fails_once),
		DISK_TEST(no_kept_row_is_lost_whichever_call_is_the_first_of_many_to_fail),
		DISK_TEST(short_writes_and_reads_are_finished),
		DISK_TEST(no_kept_row_is_lost_when_an_heir_fails),
		DISK_TEST(what_an_heir_cannot_read_when_it_adopts_it_finds_the_next_time),
		DISK_TEST(a_group_that_fails_moves_to_another_segment_and_gives_up_after_three),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
