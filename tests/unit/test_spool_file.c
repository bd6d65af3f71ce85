/* What of the spool's system calls is more than the call: that a folder's name lasts. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spool/file.h"

static char parent[] = "/tmp/frontdesk-unit-file-XXXXXX", root[64];
static struct {
	size_t count, of_parent;
} synced;

/* Stands for the C library's, and notes of what. */
int fsync(int fd)
{
	struct stat seen, wanted;
	synced.count++;
	if (fstat(fd, &seen) == 0 && stat(parent, &wanted) == 0 && seen.st_ino == wanted.st_ino)
		synced.of_parent++;
	return 0;
}

static int begin(void **state)
{
	if (!mkdtemp(parent))
		return -1;
	(void)snprintf(root, sizeof(root), "%s/spool", parent);
	return 0;
}

static int end(void **state)
{
	(void)rmdir(root);
	return rmdir(parent);
}

static void the_name_of_the_spools_folder_is_synced(void **state)
{
	int fd = -1;
	assert_int_equal(spool_file_open_root(root, &fd), 0);
	assert_int_equal(synced.of_parent, 1);
	spool_file_close(fd);
	assert_int_equal(spool_file_open_root(root, &fd), 0);
	assert_int_equal(synced.of_parent, 2);
	spool_file_close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_name_of_the_spools_folder_is_synced, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
