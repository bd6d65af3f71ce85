/*
 * The spool's folders, with a disk that fails when it is told to: this stands for spool/file.c at
 * link time. Each call does what it says on a real folder, until the one that is to fail: from
 * there on that one, or all of them, answer an error, or write less than was asked. A sync that
 * fails loses what was written since the last one, as kernels do. Include it once in a program: it
 * defines what the library would.
 */
#ifndef FRONTDESK_SPOOL_FAKES_H
#define FRONTDESK_SPOOL_FAKES_H

#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spool/disk.h"
#include "spool/file.h"
#include "spool/format.h"
#include "spool/segment.h"

enum { ROWS = 12, GROUP = 4 };

static struct {
	size_t calls, fail_at; /* fail_at 0: never */
	int error;             /* 0: writes and reads are short, and nothing else fails */
	bool is_lasting;
	size_t sweeps; /* folders that another worker removes before their maker opens them */
	const char *
		bad_name; /* a segment that lies on a bad sector: its reads fail, and are counted */
	int bad_fd;
	size_t bad_reads;
	struct {
		int fd;
		size_t at, size;
	} unsynced;
} disk;

static const char first_segment[] = "0000000000000001.segment";
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
	if (disk.sweeps && unlinkat(in, name, AT_REMOVEDIR) == 0)
		disk.sweeps--;
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
	if (!error)
		error = opened(openat(in, name, O_RDONLY), ret_fd);
	if (!error && disk.bad_name && strcmp(name, disk.bad_name) == 0)
		disk.bad_fd = *ret_fd;
	else if (!error && disk.bad_fd == *ret_fd)
		disk.bad_fd = -1;
	return error;
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
	if (disk.bad_name && fd == disk.bad_fd) {
		disk.bad_reads++;
		return EIO;
	}
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
	return error ? error : outcome(renameat2(from, name, to, new_name, RENAME_NOREPLACE));
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

static inline struct spool_disk *start(void)
{
	struct vault keys;
	assert_true(vault_new(1, &keys));
	keys.keys[keys.count++] = master;
	vault_close(&keys);
	return spool_disk_new(folder, &keys);
}

static inline struct spool_row *row_of(uint32_t number)
{
	const struct spool_row row = {.tenant_id = {{5}},
		.sender_type = "visitor",
		.sender_id = "v",
		.sealed = TEXT("sealed content")};
	struct spool_row *made = spool_row_new(&row);
	memcpy(made->id.bytes, &number, sizeof(number));
	return made;
}

static inline size_t record_size(void)
{
	struct spool_row *row = row_of(0);
	size_t size = spool_record_size(seal_envelope_size(spool_row_size(row)));
	spool_row_free(&row);
	return size;
}

static uint32_t number_of(const struct spool_row *row)
{
	uint32_t number;
	memcpy(&number, row->id.bytes, sizeof(number));
	return number;
}

/* Keeps rows first..first + count as one group; marks those that are. */
static inline int keep(struct spool_disk *of, uint32_t first, uint32_t count, bool *kept)
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
	size_t total, adopted, found, unread, quarantined, lost, cut, torn, unreadable, failed,
		closed;
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

static inline void take_reports(struct spool_disk *of, struct seen *seen)
{
	struct spool_report *report;
	while ((report = spool_reports_take(spool_disk_reports(of))) != NULL) {
		if (report->kind == SPOOL_FOUND)
			seen->segments[seen->found++] = report->segment;
		seen->adopted += report->kind == SPOOL_ADOPTED;
		seen->unread += report->kind == SPOOL_READ && report->error;
		seen->quarantined += report->kind == SPOOL_QUARANTINED;
		seen->lost += report->kind == SPOOL_READ ? report->number : 0;
		seen->cut += report->kind == SPOOL_CUT;
		seen->torn += report->kind == SPOOL_TORN;
		seen->unreadable += report->kind == SPOOL_UNREADABLE;
		seen->failed += report->kind == SPOOL_FAILED;
		seen->closed += report->kind == SPOOL_CLOSED;
		note_rows(seen, &report->rows);
		spool_report_free(&report);
	}
}

/* Adopts, and reads all that was found but not read yet. */
static inline void adopt_and_read(struct spool_disk *heir, struct seen *seen)
{
	size_t known = seen->found;
	spool_disk_adopt(heir);
	take_reports(heir, seen);
	for (size_t i = known; i < seen->found; i++)
		spool_disk_read(heir, seen->segments[i]);
	take_reports(heir, seen);
}

/* What another worker finds there: adopts, reads and drops everything. */
static inline struct seen adopt_all(void)
{
	struct seen seen = {.found = 0};
	struct spool_disk *heir = start();
	adopt_and_read(heir, &seen);
	for (size_t i = 0; i < seen.found; i++)
		spool_disk_drop(heir, seen.segments[i]);
	take_reports(heir, &seen);
	spool_disk_free(&heir, false);
	return seen;
}

/* What a worker that died has left: so many groups of rows. */
static inline void leave(uint32_t groups)
{
	bool kept[ROWS] = {false};
	struct spool_disk *worker = start();
	for (uint32_t i = 0; i < groups; i++)
		assert_int_equal(keep(worker, i * GROUP, GROUP, kept), 0);
	spool_disk_free(&worker, true);
}

static inline size_t count_folders(const char *prefix)
{
	size_t count = 0;
	DIR *listing = opendir(folder);
	const struct dirent *entry;
	while (listing && (entry = readdir(listing)) != NULL)
		count += strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
	if (listing)
		(void)closedir(listing);
	return count;
}

/* Puts a file into the quarantine, by the name of the only worker's folder and what comes behind.
 */
static inline void put_into_quarantine(const char *suffix, const char *bytes, size_t size)
{
	char path[512];
	DIR *listing = opendir(folder);
	const struct dirent *entry;
	(void)snprintf(path, sizeof(path), "%s/quarantine", folder);
	(void)mkdir(path, 0700);
	while ((entry = readdir(listing)) != NULL) {
		if (strncmp(entry->d_name, "worker-", 7) == 0)
			(void)snprintf(path, sizeof(path), "%s/quarantine/%s.%s", folder,
				entry->d_name, suffix);
	}
	(void)closedir(listing);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_int_equal(write(fd, bytes, size), size);
	(void)close(fd);
}

/* How many files there are in the quarantine, and their bytes. */
static inline size_t count_quarantined(size_t *ret_bytes)
{
	char path[64];
	struct stat file;
	size_t count = 0;
	(void)snprintf(path, sizeof(path), "%s/quarantine", folder);
	DIR *listing = opendir(path);
	const struct dirent *entry;
	for (*ret_bytes = 0; listing && (entry = readdir(listing)) != NULL;) {
		if (entry->d_name[0] == '.')
			continue;
		assert_int_equal(fstatat(dirfd(listing), entry->d_name, &file, 0), 0);
		*ret_bytes += (size_t)file.st_size;
		count++;
	}
	if (listing)
		(void)closedir(listing);
	return count;
}

/* A segment of the only worker's folder. */
static inline int open_segment(const char *name)
{
	int fd = -1;
	DIR *listing = opendir(folder);
	const struct dirent *entry;
	while ((entry = readdir(listing)) != NULL) {
		char path[512];
		if (strncmp(entry->d_name, "worker-", 7) != 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s/%s", folder, entry->d_name, name);
		fd = open(path, O_RDWR);
	}
	(void)closedir(listing);
	assert_true(fd >= 0);
	return fd;
}

static inline void damage(size_t at, const char *bytes, size_t size, const char *name)
{
	int fd = open_segment(name);
	assert_int_equal(pwrite(fd, bytes, size, (off_t)at), size);
	(void)close(fd);
}

/* Another byte, whatever stood there: what is sealed may be any. */
static inline void flip(size_t at, const char *name)
{
	unsigned char byte;
	int fd = open_segment(name);

	assert_int_equal(pread(fd, &byte, 1, (off_t)at), 1);
	byte = (unsigned char)~byte;
	assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
	(void)close(fd);
}

static inline void cut(size_t size, const char *name)
{
	int fd = open_segment(name);
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	(void)close(fd);
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

#define disk_test(name) cmocka_unit_test_setup_teardown(name, make_folder, drop_folder)

#endif
