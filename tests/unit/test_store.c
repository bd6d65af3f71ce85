/* Pieces of files: what is sealed opens in its place alone, and what is written is there whole or
 * not at all. */
#include "unit.h"

#include <dirent.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/folder.h"

static struct seal_key key;
static struct object_place place;
static char folder[64];

static int set_up(void **state)
{
	(void)snprintf(folder, sizeof(folder), "/tmp/frontdesk-store-XXXXXX");
	seal_key_make(&key);
	place = (struct object_place){
		.tenant_id = uuid_random(), .file_id = uuid_random(), .object_id = uuid_random()};
	(void)signal(SIGXFSZ, SIG_IGN);
	return sodium_init() < 0 || !mkdtemp(folder);
}

static int tear_down(void **state)
{
	char path[128];
	(void)folder_drop(folder, place.tenant_id, place.file_id);
	char tenant[UUID_TEXT_SIZE + 1];
	uuid_format(place.tenant_id, tenant);
	(void)snprintf(path, sizeof(path), "%s/%s", folder, tenant);
	(void)rmdir(path);
	return rmdir(folder);
}

#define store_test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* --- objects ---------------------------------------------------------------------------------- */
static struct text make(size_t size)
{
	char *bytes = malloc(size);
	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)(i * 31 + i / 251);
	return (struct text){bytes, size};
}

static struct text seal_it(struct text plain)
{
	size_t size = object_sealed_size(plain.size);
	char *sealed = malloc(size);
	object_seal(&key, &place, plain, sealed);
	return (struct text){sealed, size};
}

static void drop(struct text *text)
{
	free((char *)text->data);
	*text = TEXT_ABSENT;
}

static void pieces_of_every_size_open_again(void **state)
{
	static const size_t sizes[] = {1, 2, OBJECT_CHUNK_SIZE - 1, OBJECT_CHUNK_SIZE,
		OBJECT_CHUNK_SIZE + 1, OBJECT_PLAIN_MOST - 1, OBJECT_PLAIN_MOST};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct text plain = make(sizes[i]), sealed = seal_it(plain);
		char *opened = malloc(sizes[i]);
		assert_int_equal(object_open(&key, &place, sealed, opened, sizes[i]), ERR_NONE);
		assert_memory_equal(opened, plain.data, sizes[i]);
		free(opened);
		drop(&plain);
		drop(&sealed);
	}
}

static void nothing_of_the_plaintext_can_be_seen(void **state)
{
	struct text plain = TEXT("The parcel came in three boxes, and one of them was open.");
	struct text sealed = seal_it(plain);
	assert_null(memmem(sealed.data, sealed.size, "parcel", 6));
	drop(&sealed);
}

static void a_piece_opens_in_its_place_alone(void **state)
{
	char opened[5];
	struct text sealed = seal_it(TEXT("hello"));
	struct object_place other = place;
	other.begins = 5;
	assert_int_equal(object_open(&key, &other, sealed, opened, 5), ERR_UNREADABLE);
	other = place;
	other.object_id = uuid_random();
	assert_int_equal(object_open(&key, &other, sealed, opened, 5), ERR_UNREADABLE);
	other = place;
	other.file_id = uuid_random();
	assert_int_equal(object_open(&key, &other, sealed, opened, 5), ERR_UNREADABLE);
	other = place;
	other.tenant_id = uuid_random();
	assert_int_equal(object_open(&key, &other, sealed, opened, 5), ERR_UNREADABLE);
	struct seal_key stranger;
	seal_key_make(&stranger);
	assert_int_equal(object_open(&stranger, &place, sealed, opened, 5), ERR_UNREADABLE);
	assert_int_equal(object_open(&key, &place, sealed, opened, 5), ERR_NONE);
	drop(&sealed);
}

static void a_byte_that_was_changed_anywhere_shows(void **state)
{
	struct text plain = make(OBJECT_CHUNK_SIZE + 100), sealed = seal_it(plain);
	char *bytes = (char *)sealed.data, *opened = malloc(plain.size);
	for (size_t at = 0; at < sealed.size; at += at < 64 ? 1 : 4099) {
		bytes[at] ^= 1;
		assert_int_equal(
			object_open(&key, &place, sealed, opened, plain.size), ERR_UNREADABLE);
		bytes[at] ^= 1;
	}
	free(opened);
	drop(&plain);
	drop(&sealed);
}

static void a_piece_that_was_cut_is_unreadable_and_leaves_nothing(void **state)
{
	struct text plain = make((size_t)2 * OBJECT_CHUNK_SIZE), sealed = seal_it(plain);
	char *opened = calloc(1, plain.size);
	struct text cut = {sealed.data, object_sealed_size(OBJECT_CHUNK_SIZE)};
	assert_int_equal(object_open(&key, &place, cut, opened, OBJECT_CHUNK_SIZE), ERR_UNREADABLE);
	for (size_t i = 0; i < plain.size; i++)
		assert_int_equal(opened[i], 0);
	free(opened);
	drop(&plain);
	drop(&sealed);
}

/* --- the folder ------------------------------------------------------------------------------- */
static size_t count_in(const char *path)
{
	size_t count = 0;
	DIR *listing = opendir(path);
	for (struct dirent *entry; listing && (entry = readdir(listing));)
		count += entry->d_name[0] != '.';
	if (listing)
		(void)closedir(listing);
	return count;
}

static const char *file_folder(void)
{
	static char path[256];
	char tenant[UUID_TEXT_SIZE + 1], file[UUID_TEXT_SIZE + 1];
	uuid_format(place.tenant_id, tenant);
	uuid_format(place.file_id, file);
	(void)snprintf(path, sizeof(path), "%s/%s/%s", folder, tenant, file);
	return path;
}

static void what_is_put_is_read_back(void **state)
{
	char bytes[5];
	assert_int_equal(folder_put(folder, &place, TEXT("bytes")), ERR_NONE);
	assert_int_equal(folder_read(folder, &place, bytes, 5), ERR_NONE);
	assert_memory_equal(bytes, "bytes", 5);
	assert_int_equal(folder_read(folder, &place, bytes, 4), ERR_UNREADABLE);
}

static void what_is_not_there_is_absent(void **state)
{
	char bytes[5];
	assert_int_equal(folder_read(folder, &place, bytes, 5), ERR_ABSENT);
	assert_int_equal(folder_put(folder, &place, TEXT("bytes")), ERR_NONE);
	struct object_place other = place;
	other.object_id = uuid_random();
	assert_int_equal(folder_read(folder, &other, bytes, 5), ERR_ABSENT);
}

static void all_of_a_file_goes_at_once_and_again(void **state)
{
	char bytes[5];
	struct object_place second = place;
	second.object_id = uuid_random();
	assert_int_equal(folder_put(folder, &place, TEXT("bytes")), ERR_NONE);
	assert_int_equal(folder_put(folder, &second, TEXT("bytes")), ERR_NONE);
	assert_int_equal(folder_drop(folder, place.tenant_id, place.file_id), ERR_NONE);
	assert_int_equal(folder_read(folder, &second, bytes, 5), ERR_ABSENT);
	assert_int_equal(access(file_folder(), F_OK), -1);
	assert_int_equal(folder_drop(folder, place.tenant_id, place.file_id), ERR_NONE);
}

/* As it is of a full disk: SIGXFSZ is ignored, and write(2) says no. */
static void a_disk_without_room_is_told_apart_and_keeps_nothing(void **state)
{
	struct rlimit usual, none;
	struct text sealed = make(100000);
	assert_int_equal(folder_put(folder, &place, TEXT("bytes")), ERR_NONE);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
	none = (struct rlimit){.rlim_cur = 4096, .rlim_max = usual.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	struct object_place second = place;
	second.object_id = uuid_random();
	enum err err = folder_put(folder, &second, sealed);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
	assert_int_equal(err, ERR_QUEUE_FULL);
	assert_int_equal(count_in(file_folder()), 1);
	assert_int_equal(folder_put(folder, &second, sealed), ERR_NONE);
	drop(&sealed);
}

static void a_link_in_the_place_of_an_object_is_not_followed(void **state)
{
	char path[512], name[UUID_TEXT_SIZE + 1], bytes[5];
	assert_int_equal(folder_put(folder, &place, TEXT("bytes")), ERR_NONE);
	struct object_place second = place;
	second.object_id = uuid_random();
	uuid_format(second.object_id, name);
	(void)snprintf(path, sizeof(path), "%s/%s", file_folder(), name);
	assert_int_equal(symlink("/etc/hostname", path), 0);
	assert_int_equal(folder_read(folder, &second, bytes, 5), ERR_BUSY);
}

static void a_folder_that_others_can_read_is_refused(void **state)
{
	const char *reason = NULL;
	assert_int_equal(folder_check(folder, &reason), ERR_NONE);
	assert_int_equal(chmod(folder, 0750), 0);
	assert_int_equal(folder_check(folder, &reason), ERR_DENIED);
	assert_non_null(strstr(reason, "chmod 700"));
	assert_int_equal(folder_check("/dev/null", &reason), ERR_INVALID);
	assert_int_equal(folder_check("/nowhere/at/all", &reason), ERR_INVALID);
	assert_int_equal(chmod(folder, 0700), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		store_test(pieces_of_every_size_open_again),
		store_test(nothing_of_the_plaintext_can_be_seen),
		store_test(a_piece_opens_in_its_place_alone),
		store_test(a_byte_that_was_changed_anywhere_shows),
		store_test(a_piece_that_was_cut_is_unreadable_and_leaves_nothing),
		store_test(what_is_put_is_read_back),
		store_test(what_is_not_there_is_absent),
		store_test(all_of_a_file_goes_at_once_and_again),
		store_test(a_disk_without_room_is_told_apart_and_keeps_nothing),
		store_test(a_link_in_the_place_of_an_object_is_not_followed),
		store_test(a_folder_that_others_can_read_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
